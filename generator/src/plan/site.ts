import type { Catalog, Component } from "../model/catalog.ts";
import { at } from "../model/json.ts";
import type { ChartPlan, Edge, Site, WantedTopic } from "../model/plan.ts";
import type { Stack } from "../model/stack.ts";
import { byName } from "../model/tree.ts";
import { order } from "./order.ts";
import { imagesOf, isEnabled } from "./values.ts";

/** What scripts/openim reads beside the charts. */
export function site(catalog: Catalog, charts: readonly ChartPlan[], parent: ChartPlan, edges: readonly Edge[], stack: Stack): Site {
  const images = new Map(
    [...charts, parent].flatMap((c) => Object.values(imagesOf(catalog, c.component)).map(({ image }) => [image.repository, image.architectures ?? catalog.kubernetes.architectures] as const)),
  );
  const hasSecrets = (c: ChartPlan): boolean => Array.isArray(c.view["secrets"]) && c.view["secrets"].length > 0;
  return {
    order: order(charts.map((c) => ({ name: c.name, makesSecrets: c.component.extra["credentials"] === true, readsSecrets: hasSecrets(c) })), edges),
    enabled: charts.filter((c) => isEnabled(c.component, stack)).map((c) => c.name),
    umbrella: parent.name,
    version: String(parent.metadata["version"]),
    repository: String(at(stack.settings, ["charts", "repository"]) ?? ""),
    kubernetes: catalog.kubernetes.supported,
    helm: catalog.kubernetes.helm,
    images: [...images].sort(([a], [b]) => byName(a, b)).map(([repository, architectures]) => ({ repository, architectures })),
    topics: charts.flatMap(({ component, name }) => (component.consumes ?? []).flatMap(({ topic }) => keepersOf(component, charts).map((keeper) => ({ topic, reader: name, ...keeper })))),
  };
}

/** Stores that a component needs and that can say which topics they have. */
function keepersOf(component: Component, charts: readonly ChartPlan[]): readonly Pick<WantedTopic, "store" | "command">[] {
  return charts.flatMap(({ name, component: store }) => {
    const command = store.extra["listTopics"];
    return Array.isArray(command) && (component.needs.stores ?? []).includes(name) ? [{ store: name, command: command.map(String) }] : [];
  });
}

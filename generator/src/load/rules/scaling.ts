import type { Catalog, Component } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at, isObject, type Json } from "../../model/json.ts";
import { profileOf } from "../../model/settings.ts";
import type { Stack } from "../../model/stack.ts";
import type { Rule } from "./rule.ts";

/** Replicas that OpenIM can really use. */
export const scaling: Rule = ({ catalog, stack, position }) =>
  [...catalog.components.values()].flatMap((component) => {
    const { max, reason = "", partitions: bounded } = component.scaling ?? {};
    const topics = bounded === true ? topicsOf(catalog, component, stack) : undefined;
    return wishes(catalog, component, stack, topics).flatMap(({ path, replicas }): readonly Diagnostic[] => {
      if (max !== undefined && replicas > max) return [diagnose("too-many-replicas", { module: component.name, replicas, max, reason }, position(path))];
      if (topics === undefined || replicas <= topics.partitions) return [];
      return [diagnose("replicas-above-partitions", { module: component.name, replicas, store: topics.store, partitions: topics.partitions }, position(path))];
    });
  });

/** How many pods the topics of a component can feed, and the setting that decides it: it is one of a store that it needs. */
interface Topics {
  readonly store: string;
  readonly path: readonly string[];
  readonly partitions: number;
}

function topicsOf(catalog: Catalog, component: Component, stack: Stack): Topics | undefined {
  for (const store of component.needs.stores ?? []) {
    const setting = catalog.components.get(store)?.settings?.["partitions"];
    if (!isObject(setting)) continue;
    const path = ["infra", store, "partitions"];
    return { store, path, partitions: Number(at(stack.settings, path) ?? setting["default"]) };
  }
  return undefined;
}

/** Numbers of pods that a component may come to have, each with the setting that decides it. */
function wishes(catalog: Catalog, component: Component, stack: Stack, topics: Topics | undefined): readonly { readonly path: readonly string[]; readonly replicas: number }[] {
  const own = [component.group, component.name];
  const sized = profileOf(catalog.profiles, stack.settings)?.components[component.name]?.replicas;
  const replicas = at(stack.settings, [...own, "replicas"]);
  const most = at(stack.settings, [...own, "autoscaling", "maxReplicas"]);
  const said: readonly (readonly [readonly string[], Json | undefined])[] = [
    // The size fits the default number of partitions, so what is to blame is another number of them.
    replicas === undefined ? [topics?.path ?? own, sized] : [[...own, "replicas"], replicas],
    [[...own, "autoscaling", "maxReplicas"], most],
  ];
  return said.flatMap(([path, value]) => (typeof value === "number" ? [{ path, replicas: value }] : []));
}

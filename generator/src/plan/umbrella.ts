import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import type { ChartPlan } from "../model/plan.ts";
import type { Stack } from "../model/stack.ts";
import { defaults, withDefaults } from "../model/values-schema.ts";
import { byName } from "../model/tree.ts";
import { at } from "../model/json.ts";
import { ciValues } from "./ci-values.ts";
import { expandSchema } from "./expand-schema.ts";
import { globalSchema } from "./global-schema.ts";
import { metadata } from "./metadata.ts";
import { secrets } from "./secrets.ts";
import { globalOverlay, overlay, saidEnabled } from "./values.ts";

/** The chart that holds all others. It is flat: exact versions, one condition each, no aliases. */
export function umbrella(catalog: Catalog, templates: Templates, charts: readonly ChartPlan[], stack: Stack): ChartPlan {
  const kind = templates.kinds.get("umbrella");
  if (kind === undefined) throw new Error("no templates for the umbrella");
  const component = [...catalog.components.values()].find((c) => c.group === "umbrella");
  if (component === undefined) throw new Error("the catalogue has no umbrella");
  const name = component.name;
  const sorted = [...charts].sort((a, b) => byName(a.name, b.name));
  const base = metadata(catalog, name, `OpenIM on Kubernetes: ${catalog.release.description}`, stack);
  const dependencies = sorted.map((c) => ({ name: c.name, version: String(c.metadata["version"]), repository: `file://../${c.name}`, condition: condition(c.component) }));
  const all = [...secrets(catalog).values()];
  const expanded = expandSchema(kind.schema, templates.values, {});
  const global = globalSchema(catalog, {
    stores: sorted.flatMap((c) => c.component.key ?? []),
    secrets: Object.keys(catalog.release.secrets),
    config: [],
    publicURL: true,
    credentials: true,
  });
  const config = { type: "object", default: {}, additionalProperties: false, description: "Overrides for configuration files that several modules read: file, then its keys.", properties: Object.fromEntries(sharedFiles(catalog).map((id) => [id, { type: "object" }])) };
  const withConfig = insertConfig(global, config);
  const schema: JsonObject = {
    ...expanded,
    properties: {
      global: withDefaults(withConfig, globalOverlay(catalog, stack)),
      ...((at(withDefaults(expanded, { test: overlay(catalog, component, stack) }), ["properties"]) ?? {}) as JsonObject),
      ...Object.fromEntries(
        sorted.map((c) => [c.name, { type: "object", description: c.component.description, properties: { enabled: enabledSchema(c.component, stack) } }] as const),
      ),
    },
  };
  const ownerOf = (store: string | undefined): string => {
    const owner = sorted.find((c) => store !== undefined && c.component.key === store);
    return owner === undefined ? "" : included(owner.component);
  };
  return {
    component,
    name,
    kind: "umbrella",
    metadata: { ...base, appVersion: catalog.release.name, dependencies },
    view: {
      name,
      short: name,
      features: {},
      stores: sorted.filter((c) => c.component.key !== undefined).map((c) => ({ name: c.name, key: c.component.key ?? "", title: c.component.title ?? c.name, on: included(c.component), ...(c.component.switch === undefined ? {} : { switch: c.component.switch }), needers: needers(charts, c.name), ...together(c.component) })),
      secrets: all.filter((s) => s.entry.generated !== false).map((s) => ({ name: s.name, object: s.name, description: s.entry.description, valuePath: s.valuePath, on: ownerOf(s.store) })),
      charts: sorted.map((c) => ({ name: c.name, description: c.component.description })),
      description: String(base["description"]),
      repository: String(at(stack.settings, ["charts", "repository"]) ?? "https://charts.example.com"),
      calls: callsOf(sorted, component),
      ports: Object.fromEntries(sorted.map((c) => [c.name.replaceAll("-", "_"), Object.fromEntries(c.component.ports.map((p) => [p.name, p.number]))])),
    } as unknown as JsonObject,
    schema,
    values: (defaults(schema) ?? {}) as JsonObject,
    files: new Map(),
    documents: new Map(),
    ci: ciValues(expanded, { publicURL: true, stores: [], secrets: [], config: [], credentials: true }, [], component),
  };
}

/** What the pod of `helm test` talks to. */
function callsOf(charts: readonly ChartPlan[], component: Component): readonly { readonly to: string; readonly port: number }[] {
  return (component.needs.modules ?? []).flatMap((reference) => {
    const [to = "", name] = reference.split(":");
    const port = charts.find((c) => c.name === to)?.component.ports.find((p) => p.name === name);
    return port === undefined ? [] : [{ to, port: port.number }];
  });
}

function needers(charts: readonly ChartPlan[], store: string): readonly string[] {
  return charts.filter((c) => (c.component.needs.stores ?? []).includes(store)).map((c) => included(c.component));
}

/** What rules/external.ts says of a site's own store, for those who write values themselves. */
function together({ key = "", extra }: Component): JsonObject {
  const { oneAddress, requires = [] } = extra as { readonly oneAddress?: { readonly unless?: Readonly<Record<string, string>> }; readonly requires?: readonly JsonObject[] };
  const unless = Object.entries(oneAddress?.unless ?? {});
  const block = `$.Values.global.openim.${key}`;
  const exempt = unless.map(([setting, value]) => ` (ne ${block}.${setting} "${value}")`).join("");
  const several = `gt (len ${block}.addresses) 1`;
  return {
    // Helm condition under which addresses would stand unused.
    several: oneAddress === undefined ? "" : exempt === "" ? several : `and (${several})${exempt}`,
    otherwise: unless.map(([setting, value]) => `${setting}: ${value}`).join(", "),
    requires,
  };
}

/** Helm takes the first of these values that is set. */
function condition(component: Component): string {
  return [`${component.name}.enabled`, ...(component.switch === undefined ? [] : [`global.openim.${component.switch}.enabled`])].join(",");
}

/** The same as a template's expression. */
function included(component: Component): string {
  // A component that follows a switch may have no block at all.
  const own = `(index $.Values "${component.name}" | default dict).enabled`;
  return component.switch === undefined ? own : `(ternary $.Values.global.openim.${component.switch}.enabled ${own} (kindIs "invalid" ${own}))`;
}

function enabledSchema(component: Component, stack: Stack): JsonObject {
  const said = saidEnabled(component, stack);
  return {
    type: "boolean",
    ...(said === undefined ? {} : { default: said }),
    description: component.switch === undefined ? "Include it." : `Include it; as \`global.openim.${component.switch}.enabled\` says when unset.`,
  };
}

function sharedFiles(catalog: Catalog): readonly string[] {
  const own = new Set([...catalog.components.values()].map((c) => c.files?.[0]));
  return [...catalog.config.keys()].filter((id) => !own.has(id)).sort(byName);
}

function insertConfig(global: JsonObject, config: JsonObject): JsonObject {
  const properties = global["properties"] as Record<string, Json>;
  const openim = properties["openim"] as Record<string, Json>;
  const inner = openim["properties"] as Record<string, Json>;
  return { ...global, properties: { ...properties, openim: { ...openim, properties: { ...inner, config } } } };
}

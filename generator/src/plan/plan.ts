import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { at, difference, isObject, merge } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import type { ChartPlan, Edge, EnvironmentPlan, Plan } from "../model/plan.ts";
import type { Stack } from "../model/stack.ts";
import { defaults, withDefaults } from "../model/values-schema.ts";
import { byName } from "../model/tree.ts";
import { alertFiles } from "./alerts.ts";
import { ciValues } from "./ci-values.ts";
import { configText } from "./config-text.ts";
import { expandSchema } from "./expand-schema.ts";
import { dashboardFiles } from "./dashboards.ts";
import { configSchema, globalSchema } from "./global-schema.ts";
import { graph, inOrder } from "./graph.ts";
import { usedImages } from "./images.ts";
import { metadata } from "./metadata.ts";
import { site } from "./site.ts";
import { umbrella } from "./umbrella.ts";
import { globalOverlay, isEnabled, overlay, saidEnabled } from "./values.ts";
import { view } from "./view.ts";

/** Decides every name, port, address, version and default, once. Pure; references were checked before. */
export function plan(catalog: Catalog, templates: Templates, base: Stack, environments: readonly Stack[]): Omit<Plan, "settingsSchema"> {
  const edges = graph(catalog);
  const components = inOrder(catalog).filter((c) => c.group !== "umbrella");
  const made = components.map((component) => chart(catalog, templates, component, edges, base));
  const charts = made.map((m) => m.planned);
  const parent = umbrella(catalog, templates, charts, base);
  const known = wholeValues(catalog, charts, parent, base);
  const planned = environments.map((stack): EnvironmentPlan => {
    // A chart that is left out keeps its defaults: what an environment would have set is of no interest then.
    const own = made.map(({ planned: c, bare }) => (isEnabled(c.component, stack) ? { ...c, values: merge(bare, overlay(catalog, c.component, stack)) } : c));
    const full = wholeValues(catalog, own, parent, stack);
    const values = difference(known, full);
    return { name: stack.environment ?? "", full, values: isObject(values) ? values : {}, enabled: charts.filter((c) => isEnabled(c.component, stack)).map((c) => c.name) };
  });
  const all = [...charts, parent];
  return {
    charts: all,
    edges,
    site: site(catalog, charts, parent, edges, base),
    problems: catalog.problems,
    variablePrefixes: Object.values(catalog.release.parts).map((p) => p.envPrefix),
    environments: planned,
    images: usedImages(all, planned),
  };
}

/** One chart, and its values before anything is laid over them: those of an environment begin there, whatever size the charts were made for. */
function chart(catalog: Catalog, templates: Templates, component: Component, edges: readonly Edge[], stack: Stack): { readonly planned: ChartPlan; readonly bare: JsonObject } {
  const kind = templates.kinds.get(component.kind);
  if (kind === undefined) throw new Error(`no templates for kind ${component.kind}`);
  const seen = view(catalog, component, edges);
  const expanded = expandSchema(kind.schema, templates.values, seen.features);
  const { global: _global, ...own } = (at(expanded, ["properties"]) ?? {}) as Record<string, Json>;
  const ownConfig = catalog.config.get(component.files?.[0] ?? "");
  if (ownConfig !== undefined && isObject(own["config"])) own["config"] = { ...own["config"], ...configSchema(ownConfig) };
  const most = component.scaling?.max;
  if (most !== undefined && isObject(own["replicaCount"])) own["replicaCount"] = { ...own["replicaCount"], maximum: most };
  const global = globalSchema(catalog, seen.use);
  const schema: JsonObject = {
    ...expanded,
    properties: {
      global: withDefaults(global, onlyKnown(global, globalOverlay(catalog, stack))),
      // The umbrella's switch; a chart on its own does not look at it.
      enabled: { type: "boolean", description: "Include this chart in the umbrella." },
      ...own,
    },
  };
  const withOwn = withDefaults(schema, { ...overlay(catalog, component, stack) });
  const planned: ChartPlan = {
    component,
    name: component.name,
    kind: component.kind,
    metadata: metadata(catalog, component.name, component.description, stack, component),
    view: { ...seen.data, pods: expanded["x-pods"] ?? {} },
    schema: withOwn,
    values: (defaults(withOwn) ?? {}) as JsonObject,
    files: new Map(
      (component.files ?? []).flatMap((id) => {
        const file = catalog.config.get(id);
        return file === undefined ? [] : [[`config/${file.name}`, configText(file, component.name)] as const];
      }),
    ),
    documents: new Map([...alertFiles(catalog, component, String(at(stack.settings, ["charts", "documentation"]) ?? "")), ...dashboardFiles(catalog, component)]),
    ci: ciValues(expanded, seen.use, edges, component),
  };
  return { planned, bare: (defaults(schema) ?? {}) as JsonObject };
}

/** Everything that the umbrella's users see, with the charts' own defaults in place. */
function wholeValues(catalog: Catalog, charts: readonly ChartPlan[], parent: ChartPlan, stack: Stack): JsonObject {
  const global = merge((parent.values["global"] ?? {}) as JsonObject, globalOverlay(catalog, stack));
  const own = [...charts]
    .sort((a, b) => byName(a.name, b.name))
    .map((c) => {
      const { global: _global, ...values } = c.values as Record<string, Json>;
      const enabled = saidEnabled(c.component, stack);
      return [c.name, { ...(enabled === undefined ? {} : { enabled }), ...values }] as const;
    });
  return { global, ...Object.fromEntries(own) };
}

/** The part of an overlay that the schema knows, so that a chart's defaults hold only what it reads. */
function onlyKnown(schema: JsonObject, values: JsonObject): JsonObject {
  const own = (schema["properties"] ?? {}) as JsonObject;
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const child = own[key];
      if (!isObject(child) || Object.keys(child).length === 0) return [];
      return [[key, isObject(value) && isObject(child["properties"]) ? onlyKnown(child, value) : value] as const];
    }),
  );
}

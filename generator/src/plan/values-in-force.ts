import type { Catalog, Component } from "../model/catalog.ts";
import { merge, type JsonObject } from "../model/json.ts";
import { observability } from "../model/observability.ts";
import type { Stack } from "../model/stack.ts";
import { defaults } from "../model/values-schema.ts";
import { globalOverlay, overlay } from "./values.ts";

/** Values of a component's chart in an environment. `schema` is that of its kind, expanded for it; `global` is what all share there. */
export function valuesInForce(catalog: Catalog, component: Component, schema: JsonObject, stack: Stack, global: JsonObject): JsonObject {
  return { ...merge((defaults(schema) ?? {}) as JsonObject, overlay(catalog, component, stack)), global };
}

/** What all charts share in an environment, as far as it has defaults. */
export function globalInForce(catalog: Catalog, stack: Stack): JsonObject {
  const stores = [...catalog.components.values()].flatMap((c) => (c.key === undefined || c.settings === undefined ? [] : [[c.key, defaults({ properties: c.settings }) ?? {}] as const]));
  const global: JsonObject = { openim: { observability: defaults(observability) ?? {}, ...Object.fromEntries(stores) } };
  return merge(global, globalOverlay(catalog, stack));
}

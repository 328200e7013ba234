import type { Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { isObject, merge } from "../model/json.ts";
import type { Edge } from "../model/plan.ts";
import type { GlobalUse } from "./global-schema.ts";

/**
 * Values for chart-testing. Every chart is tried with as little as it accepts, with every store outside, and with the
 * scenarios that its kind lists under `x-ci` (`schema` is the kind's, expanded for this chart).
 */
export function ciValues(schema: JsonObject, use: GlobalUse, edges: readonly Edge[], component: Component): Readonly<Record<string, JsonObject>> {
  const minimal: JsonObject = use.publicURL ? { global: { openim: { publicURL: "https://im.example.com" } } } : {};
  const external = edges.filter((e) => e.from === component.name && e.store);
  const scenarios = isObject(schema["x-ci"]) ? schema["x-ci"] : {};
  return {
    minimal,
    ...(external.length > 0 ? { external: merge(minimal, { global: { openim: Object.fromEntries(use.stores.map((key) => [key, outside(key)])) } }) } : {}),
    ...Object.fromEntries(Object.entries(scenarios).map(([name, values]) => [name, merge(minimal, values as JsonObject)])),
  };
}

function outside(key: string): Json {
  return { addresses: [`${key.toLowerCase()}-0.stores.example.com:7000`, "192.0.2.10:7000"], existingSecret: `site-${key.toLowerCase()}` };
}

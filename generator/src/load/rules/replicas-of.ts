import type { Catalog, Component } from "../../model/catalog.ts";
import { asText, at } from "../../model/json.ts";
import type { Stack } from "../../model/stack.ts";

/** The number of pods that openim.yaml, or else its size, says for a component; undefined when both leave it to the chart. */
export function replicasOf(catalog: Catalog, component: Component, stack: Stack): number | undefined {
  const said = at(stack.settings, [component.group, component.name, "replicas"]);
  if (said !== undefined) return typeof said === "number" ? said : undefined;
  return sizedReplicas(catalog, component, stack);
}

/** What the size says. */
export function sizedReplicas(catalog: Catalog, component: Component, stack: Stack): number | undefined {
  const profile = asText(at(stack.settings, ["profile"]) ?? "");
  return Object.hasOwn(catalog.profiles, profile) ? catalog.profiles[profile]?.components[component.name]?.replicas : undefined;
}

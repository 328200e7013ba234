import type { Component } from "./catalog.ts";
import { asText, at, type JsonObject } from "./json.ts";
import type { Stack } from "./stack.ts";

/** builtin, external or off: what openim.yaml says of a store or tool, else what its switch says, else what its entry says. */
export function storeMode(store: Component, settings: JsonObject): string {
  const said = at(settings, ["infra", store.name, "mode"]);
  if (said !== undefined) return asText(said);
  const on = store.switch === undefined ? store.enabled !== false : at(settings, [store.switch, "enabled"]) === true;
  return on ? "builtin" : "off";
}

/** Whether a component runs as a part of the installation. */
export function isOn(component: Component, { settings }: Stack): boolean {
  if (component.group === "infra") return storeMode(component, settings) === "builtin";
  return at(settings, ["modules", component.name, "enabled"]) !== false && component.enabled !== false;
}

import type { Component } from "../../model/catalog.ts";
import { at } from "../../model/json.ts";
import type { Stack } from "../../model/stack.ts";
import { storeMode } from "../../model/store-mode.ts";

/** Whether a component runs as a part of the installation. */
export function isOn(component: Component, { settings }: Stack): boolean {
  if (component.group === "infra") return storeMode(component, settings) === "builtin";
  return at(settings, ["modules", component.name, "enabled"]) !== false && component.enabled !== false;
}

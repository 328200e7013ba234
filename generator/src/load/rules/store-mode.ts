import type { Component } from "../../model/catalog.ts";
import { at, type JsonObject } from "../../model/json.ts";

/** builtin, external or off: what is said of a store, else what its entry says. */
export function storeMode(store: Component, settings: JsonObject): string {
  return String(at(settings, ["infra", store.name, "mode"]) ?? (store.enabled === false ? "off" : "builtin"));
}

/** Whether a store of a site needs a Secret; some may be without login, as their entries say. */
export function asksForLogin(store: Component): boolean {
  return store.secret !== undefined && store.extra["anonymous"] !== true;
}

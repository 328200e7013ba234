import type { Component } from "../../model/catalog.ts";

/** Whether a store of a site needs a Secret; some may be without login, as their entries say. */
export function asksForLogin(store: Component): boolean {
  return store.secret !== undefined && store.extra["anonymous"] !== true;
}

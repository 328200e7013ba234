import type { Catalog, Component, ConnectionsEntry } from "../model/catalog.ts";
import { at, type JsonObject } from "../model/json.ts";
import type { PodSize, PoolClient, PoolUse } from "../model/sizes.ts";

/**
 * Connections to each store that says how many it takes (`connections`), by the keys of OpenIM's files that say how many a process
 * keeps (`@pool`). `values` are those of the stores' charts, by name; only what is there is in it.
 */
export function poolsOf(catalog: Catalog, settings: JsonObject, values: ReadonlyMap<string, JsonObject>, pods: readonly PodSize[]): readonly PoolUse[] {
  return [...catalog.components.values()].flatMap((store): PoolUse[] => {
    const entry = store.extra["connections"] as ConnectionsEntry | undefined;
    const own = values.get(store.name);
    if (entry === undefined || own === undefined) return [];
    const limit = Number(at(own, entry.value.split(".")) ?? entry.default);
    if (!Number.isFinite(limit)) return [];
    const clients = [...catalog.components.values()].flatMap((c) => clientOf(catalog, settings, store, c, pods));
    const reserve = entry.reserve ?? 0;
    return [{ store: store.name, limit, value: entry.value, reserve, clients, sum: clients.reduce((sum, c) => sum + c.pods * c.pool, 0) }];
  });
}

/** What the pods of a component may open to a store: one process in each, with one pool. */
function clientOf(catalog: Catalog, settings: JsonObject, store: Component, component: Component, pods: readonly PodSize[]): readonly PoolClient[] {
  // One that reads the file and does not need the store opens nothing.
  if (component.needs.stores?.includes(store.name) !== true) return [];
  const own = pods.find((p) => p.name === component.name);
  if (own === undefined) return [];
  return (component.files ?? []).flatMap((id): PoolClient[] => {
    const key = catalog.config.get(id)?.keys.find((k) => k.pool?.store === store.name);
    if (key === undefined) return [];
    const said = Number(at(settings, ["config", id, ...key.path]) ?? key.default);
    const pool = said === 0 ? (key.pool?.zero ?? 0) : said;
    return [{ component: component.name, pods: own.count + own.surge, pool: Number.isFinite(pool) ? pool : 0, key: [id, ...key.path].join(".") }];
  });
}

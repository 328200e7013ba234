import { diagnose } from "../../model/codes.ts";
import { at } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

/** All clients of a store together open no more connections than it takes: beyond that it refuses them, and whoever was not first fails. */
export const pools: Rule = ({ catalog, stack, position, sizes }) =>
  sizes().pools.flatMap((pool) => {
    const room = pool.limit - pool.reserve;
    if (pool.sum <= room) return [];
    const keys = [...new Set(pool.clients.map((c) => c.key))];
    const path = ["infra", pool.store, ...pool.value.split(".")];
    // The most particular of what the site says about it; else the choice of the size.
    const numbers = pool.clients.flatMap((c) => ["replicas", "autoscaling"].map((key) => [catalog.components.get(c.component)?.group ?? "modules", c.component, key]));
    const place = [path, ...keys.map((key) => ["config", ...key.split(".")]), ...numbers].find((p) => at(stack.settings, p) !== undefined && position(p) !== undefined) ?? ["profile"];
    const pods = pool.clients.reduce((sum, c) => sum + c.pods, 0);
    return [diagnose("pools-above-limit", { store: pool.store, sum: pool.sum, pods, room, setting: path.join("."), reserve: pool.reserve, keys: keys.map((key) => `\`config.${key}\``).join(" and ") }, position(place))];
  });

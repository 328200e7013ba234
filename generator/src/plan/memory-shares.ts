import type { Component, ConnectionsEntry, MemoryShareEntry } from "../model/catalog.ts";
import { asText, at, type JsonObject } from "../model/json.ts";
import { bytes, programBytes } from "../model/quantity.ts";
import type { MemoryShare } from "../model/sizes.ts";

/** Values of a component that are a share of the memory of its container (`memoryShares`), where both can be read. */
export function memorySharesOf(component: Component, values: JsonObject): readonly MemoryShare[] {
  const entries = (component.extra["memoryShares"] ?? []) as unknown as readonly MemoryShareEntry[];
  const taken = component.extra["connections"] as ConnectionsEntry | undefined;
  const most = Number(at(values, (taken?.value ?? "").split(".")) ?? taken?.default);
  const connections = taken?.each === undefined || !Number.isFinite(most) ? undefined : { limit: most, value: taken.value };
  const forConnections = connections === undefined ? 0 : connections.limit * (bytes(taken?.each) ?? 0);
  return entries.flatMap(({ value, of, atMost, leave, unit }): MemoryShare[] => {
    const text = asText(at(values, value.split(".")) ?? "");
    const used = programBytes(text, unit);
    const limit = bytes(at(values, ["resources", ...of.split(".")]));
    if (used === undefined || limit === undefined) return [];
    const allowed = Math.max(0, Math.min(limit * atMost, limit - (bytes(leave) ?? 0) - forConnections));
    return [{ component: component.name, value, text, bytes: used, limit, allowed, ...(connections === undefined ? {} : { connections }) }];
  });
}

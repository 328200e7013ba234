import type { Catalog, Component } from "../model/catalog.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { bytes, milliCores } from "../model/quantity.ts";
import type { Nodes, PartitionUse, PodSize, Sizes } from "../model/sizes.ts";
import type { Stack } from "../model/stack.ts";
import { memorySharesOf } from "./memory-shares.ts";
import { pack, packRollout } from "./packing.ts";
import { podsOf } from "./pods.ts";
import { poolsOf } from "./pools.ts";
import { isEnabled } from "./values.ts";
import { globalInForce, valuesInForce } from "./values-in-force.ts";

/**
 * What one environment asks of its machines and stores. `schemas` are those of the kinds, expanded for each component by its name;
 * a component without one is left out, and so is what cannot be read: others report that.
 */
export function sizesOf(catalog: Catalog, schemas: ReadonlyMap<string, JsonObject>, stack: Stack): Sizes {
  const values = new Map<string, JsonObject>();
  const pods: PodSize[] = [];
  const global = globalInForce(catalog, stack);
  const there = [...catalog.components.values()].filter((c) => c.group !== "umbrella" && isEnabled(c, stack));
  for (const component of there) {
    const schema = schemas.get(component.name);
    if (schema === undefined) continue;
    const own = valuesInForce(catalog, component, schema, stack, global);
    values.set(component.name, own);
    pods.push(...podsOf(component, schema, own));
  }
  const nodes = nodesOf(stack.settings["nodes"]);
  return {
    pods,
    pools: poolsOf(catalog, stack.settings, values, pods),
    shares: there.flatMap((c) => memorySharesOf(c, values.get(c.name) ?? {})),
    partitions: there.flatMap((c) => partitionsOf(catalog, c, values.get(c.name) ?? {}, pods)),
    ...(nodes === undefined ? {} : { nodes, fit: pack(pods, nodes), rollout: packRollout(pods, nodes) }),
  };
}

/** As many as a cluster of Kubernetes has at most, by its own documentation. */
const mostNodes = 5000;

function nodesOf(said: Json | undefined): Nodes | undefined {
  const [count, cpu, memory, reserved] = [Number(at(said, ["count"])), milliCores(at(said, ["cpu"])), bytes(at(said, ["memory"])), Number(at(said, ["reserved"]) ?? 0)];
  return !isObject(said) || !(count >= 1) || cpu === undefined || memory === undefined || !(reserved >= 0 && reserved < 1) ? undefined : { count: Math.min(count, mostNodes), cpu, memory, reserved };
}

/** Consumers share the partitions of a store that has a setting of that name. */
function partitionsOf(catalog: Catalog, component: Component, values: JsonObject, pods: readonly PodSize[]): readonly PartitionUse[] {
  const own = pods.find((p) => p.name === component.name);
  if (component.scaling?.partitions !== true || own === undefined) return [];
  return (component.needs.stores ?? []).flatMap((name): PartitionUse[] => {
    const store = catalog.components.get(name);
    const partitions = at(values, ["global", "openim", store?.key ?? "", "partitions"]);
    return typeof partitions === "number" ? [{ component: component.name, pods: own.count, partitions }] : [];
  });
}

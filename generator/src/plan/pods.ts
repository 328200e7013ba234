import type { Component } from "../model/catalog.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { bytes } from "../model/quantity.ts";
import type { PodSize } from "../model/sizes.ts";
import { containerDemand, demandsOf, podDemand, type ContainerDemand } from "./pod-demand.ts";

/** Containers beside the main one, or pods beside the component's own, as `x-pods` of a kind describes them. */
interface PodEntry {
  /** Value that says how many pods more there are while they are replaced: `maxSurge` of the Deployment, a number or a part such as 25%. */
  readonly surge?: string;
  readonly job?: boolean;
  /** Values, by their path, with which they are there. */
  readonly if?: JsonObject;
  readonly containers?: Readonly<Record<string, { readonly init?: boolean; readonly if?: JsonObject; readonly resources: Json }>>;
}

/** Pods of a component: `schema` is that of its kind, expanded for it, and `values` are those in force, with `global`. */
export function podsOf(component: Component, schema: JsonObject, values: JsonObject): readonly PodSize[] {
  const entries = (schema["x-pods"] ?? {}) as unknown as Readonly<Record<string, PodEntry>>;
  const { main = {}, ...others } = entries;
  const count = podCount(values);
  const own = beside(main, values);
  const before = own.filter((c) => c.runs === "before");
  const pods: readonly PodSize[] = [
    {
      component: component.name,
      name: component.name,
      count,
      // Whoever has no such value goes before the next one comes.
      surge: count === 0 || main.surge === undefined ? 0 : Math.min(surgeOf((at(values, main.surge.split(".")) ?? 0) as number | string, count), most),
      job: main.job === true,
      ...podDemand([...before, ...demandsOf(values["initContainers"], "before"), containerDemand("beside", values["resources"]), ...own.filter((c) => c.runs !== "before"), ...demandsOf(values["extraContainers"], "beside")]),
      volume: claim(values["persistence"]),
    },
    ...Object.entries(others)
      .filter(([, entry]) => count > 0 && holds(entry.if, values))
      .map(([name, entry]): PodSize => ({ component: component.name, name: `${component.name}-${name}`, count: 1, surge: 0, job: entry.job === true, ...podDemand(beside(entry, values)), volume: 0 })),
  ];
  return pods.filter((pod) => pod.count > 0);
}

/** More pods than anybody has: what is beyond adds nothing but time. */
const most = 10_000;

/** How many pods a component has: as many as it may come to have where their number follows the load. */
export function podCount(values: JsonObject): number {
  const count = at(values, ["autoscaling", "enabled"]) === true ? at(values, ["autoscaling", "maxReplicas"]) : (values["replicaCount"] ?? 1);
  return typeof count === "number" ? Math.min(Math.max(count, 0), most) : 0;
}

/** As Kubernetes counts it, a part of a pod is a pod. */
export function surgeOf(said: number | string, count: number): number {
  return typeof said === "number" ? said : Math.ceil((Number.parseFloat(said) / 100) * count);
}

function beside(entry: PodEntry, values: JsonObject): readonly ContainerDemand[] {
  return Object.values(entry.containers ?? {})
    .filter((container) => holds(container.if, values))
    .map(({ init, resources }) => containerDemand(init === true ? "before" : "beside", typeof resources === "string" ? at(values, resources.split(".")) : resources));
}

function holds(conditions: JsonObject | undefined, values: JsonObject): boolean {
  return Object.entries(conditions ?? {}).every(([path, value]) => at(values, path.split(".")) === value);
}

function claim(persistence: Json | undefined): number {
  if (!isObject(persistence) || persistence["enabled"] !== true) return 0;
  return persistence["existingClaim"] === "" || persistence["existingClaim"] === undefined ? (bytes(persistence["size"]) ?? 0) : 0;
}

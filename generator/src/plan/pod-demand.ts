import type { Json, JsonObject } from "../model/json.ts";
import { at } from "../model/json.ts";
import { bytes, milliCores } from "../model/quantity.ts";
import type { Amount } from "../model/sizes.ts";

/** What one container of a pod asks for, and when it runs: beside others, once before them, or from its turn before them on. */
export interface ContainerDemand {
  readonly runs: "beside" | "before" | "on";
  readonly requests: Amount;
  readonly memoryLimit: number;
}

/** What a whole pod asks for. */
export interface PodDemand {
  readonly requests: Amount;
  readonly memoryLimit: number;
}

/** A container's demand from its `resources`; what is not said there, or not readable, is nothing. */
export function containerDemand(runs: ContainerDemand["runs"], resources: Json | undefined): ContainerDemand {
  const limits = (key: string): Json | undefined => at(resources, ["limits", key]);
  // As in Kubernetes, a limit alone is the request too.
  const requests = (key: string): Json | undefined => at(resources, ["requests", key]) ?? limits(key);
  return { runs, requests: { cpu: milliCores(requests("cpu")) ?? 0, memory: bytes(requests("memory")) ?? 0 }, memoryLimit: bytes(limits("memory")) ?? 0 };
}

/** Demands of containers as a pod lists them, by whoever runs a chart. */
export function demandsOf(containers: Json | undefined, runs: "beside" | "before"): readonly ContainerDemand[] {
  if (!Array.isArray(containers)) return [];
  return (containers as readonly JsonObject[]).map((c) => containerDemand(runs === "before" && at(c, ["restartPolicy"]) === "Always" ? "on" : runs, at(c, ["resources"])));
}

/**
 * What Kubernetes counts for a pod: containers add up, an init container counts where it alone needs more than all that run later,
 * and one that stays (restartPolicy Always) adds to everything after it. `containers` are in the order of their start.
 */
export function podDemand(containers: readonly ContainerDemand[]): PodDemand {
  return { requests: { cpu: highest((c) => c.requests.cpu), memory: highest((c) => c.requests.memory) }, memoryLimit: highest((c) => c.memoryLimit) };

  function highest(of: (container: ContainerDemand) => number): number {
    let staying = 0;
    let peak = 0;
    for (const container of containers) {
      if (container.runs === "before") peak = Math.max(peak, staying + of(container));
      else staying += of(container);
    }
    return Math.max(peak, staying);
  }
}

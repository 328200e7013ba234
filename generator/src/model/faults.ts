import type { JsonObject } from "./json.ts";

/** What is done to an installation. */
export type Fault =
  /** One pod is ended, with a second to stop. */
  | { readonly kind: "kill" }
  /** All pods are away for some time. */
  | { readonly kind: "away"; readonly seconds: number }
  /** All pods are replaced, as an update does. */
  | { readonly kind: "restart" }
  /** Other numbers of pods, one after the other; the first is there before anything is counted. */
  | { readonly kind: "scale"; readonly steps: readonly number[] }
  /** Each of these is restarted, one after the other. */
  | { readonly kind: "roll"; readonly components: readonly string[] }
  /** Every pod is asked to leave its node, as a drain does. */
  | { readonly kind: "drain" }
  /** New pods get another value in one variable. */
  | { readonly kind: "wrong-variable"; readonly variable: string }
  /** New pods get another public address. */
  | { readonly kind: "wrong-address" }
  /** A command in a pod takes something away; a restart of `healer` brings it back. */
  | { readonly kind: "command"; readonly command: readonly string[]; readonly healer: string }
  /** New pods find a volume without room in place of their own. */
  | { readonly kind: "full-disk"; readonly size: string }
  /** New pods want an image that nobody has. */
  | { readonly kind: "absent-image" };

/** One thing to break, and what must be seen. */
export interface FaultCase {
  readonly id: string;
  readonly title: string;
  /** What is known when it has passed. */
  readonly proves: string;
  /** What is broken. */
  readonly component: string;
  readonly fault: Fault;
  /** Seconds until messages are delivered again, or until the status names the part. */
  readonly limit: number;
  /** No accepted message may be lost, and no sequence number left out. */
  readonly lossless?: true;
  /** Components of which the status may name any, and what its line says besides; without it, messages are watched. */
  readonly named?: { readonly parts: readonly string[]; readonly reason?: string };
}

export interface PodState {
  readonly name: string;
  readonly ready: boolean;
  readonly leaving: boolean;
  readonly restarts: number;
}

/** A workload of the installation. */
export interface Workload {
  readonly component: string;
  readonly kind: "Deployment" | "StatefulSet";
  readonly name: string;
  readonly wanted: number;
  /** As many pods as wanted are ready, all of the newest kind, and none is left of an older one. */
  readonly settled: boolean;
  readonly pods: readonly PodState[];
  /** Names of the claims that each pod gets. */
  readonly claims: readonly string[];
  /** Its pods' template, as the cluster has it. */
  readonly template: JsonObject;
}

/** A disruption budget, and how many of its pods may be asked to leave now. */
export interface Budget {
  readonly name: string;
  readonly pods: number;
  readonly healthy: number;
  readonly least: number;
  readonly allowed: number;
}

/** What breaks an installation and looks at it. Each call is one request to the cluster. */
export interface Hands {
  readonly look: () => Promise<readonly Workload[]>;
  readonly budgets: () => Promise<readonly Budget[]>;
  readonly kill: (pod: string) => Promise<void>;
  readonly scale: (workload: Workload, pods: number) => Promise<void>;
  readonly restart: (workload: Workload) => Promise<void>;
  /** `refused`: a budget forbids it now. `gone`: there is no such pod any more. */
  readonly evict: (pod: string) => Promise<"asked" | "refused" | "gone">;
  /** Puts another template in place of a workload's. */
  readonly change: (workload: Workload, template: JsonObject) => Promise<void>;
  readonly run: (pod: string, command: readonly string[]) => Promise<{ readonly exitCode: number; readonly said: string }>;
  /** A ConfigMap's data. */
  readonly config: (name: string) => Promise<JsonObject>;
  readonly setConfig: (name: string, data: JsonObject) => Promise<void>;
  /** The last line of `scripts/openim status`. */
  readonly status: () => Promise<string>;
}

/** Something that a case has changed. */
export interface Change {
  readonly what: string;
  readonly undo: () => Promise<void>;
  /** How a person puts it back, should it not come to that. */
  readonly byHand: string;
}

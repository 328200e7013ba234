/** CPU in thousandths of a core, memory in bytes. */
export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

/** Pods of one kind of one component: what each of them asks for, as the scheduler counts it. */
export interface PodSize {
  readonly component: string;
  /** The component's own pods, or others beside them, such as `kafka-exporter`. */
  readonly name: string;
  readonly count: number;
  /** How many more there are while they are replaced. */
  readonly surge: number;
  /** It ends when its work is done. */
  readonly job: boolean;
  readonly requests: Amount;
  /** Most memory that it may take, in bytes. */
  readonly memoryLimit: number;
  /** Bytes of the claim that each has; 0 without one. */
  readonly volume: number;
}

/** Connections that the clients of a store may open, against those that it takes. */
export interface PoolUse {
  readonly store: string;
  /** Most connections to a member of it. */
  readonly limit: number;
  /** Path of the value that limits them, below `infra.<store>`. */
  readonly value: string;
  /** Of those, how many are for itself and what has no pool. */
  readonly reserve: number;
  readonly clients: readonly PoolClient[];
  /** Of all clients together, while their pods are replaced. */
  readonly sum: number;
}

export interface PoolClient {
  readonly component: string;
  /** Those included that are there while pods are replaced. */
  readonly pods: number;
  /** Connections of each. */
  readonly pool: number;
  /** Configuration file and key that say so. */
  readonly key: string;
}

/** A value that is a share of the memory of its container. */
export interface MemoryShare {
  readonly component: string;
  /** Path of the value, below the component's block. */
  readonly value: string;
  /** As it is written. */
  readonly text: string;
  readonly bytes: number;
  readonly limit: number;
  /** Most bytes that it may be. */
  readonly allowed: number;
  /** Connections that memory is kept for, and the path of the value that limits them. */
  readonly connections?: { readonly limit: number; readonly value: string };
}

/** Pods of a component that share the partitions of their topics. */
export interface PartitionUse {
  readonly component: string;
  readonly pods: number;
  readonly partitions: number;
}

/** Machines that a size is meant for. */
export interface Nodes extends Amount {
  readonly count: number;
  /** Share of each that is left to the system, between 0 and 1. */
  readonly reserved: number;
}

/** Whether the pods find room when one of the nodes is away (on the node itself, when there is only one). */
export interface Fit {
  /** Nodes that are left. */
  readonly count: number;
  /** What all of them have for pods. */
  readonly room: Amount;
  /** What no pod has asked for. */
  readonly left: Amount;
  /** Names of pods that no node has room for. */
  readonly homeless: readonly string[];
}

/** What there is besides while an upgrade replaces pods: all Deployments begin at once, and start new pods before old ones go. */
export interface Rollout {
  readonly pods: number;
  readonly requests: Amount;
  /** Names of pods that find no room beside all the others, and come when some are done. */
  readonly waiting: readonly string[];
  /** Those that find none even alone: they would wait for ever. */
  readonly stuck: readonly string[];
}

/** Everything that one environment asks of its machines and stores. */
export interface Sizes {
  readonly pods: readonly PodSize[];
  readonly pools: readonly PoolUse[];
  readonly shares: readonly MemoryShare[];
  readonly partitions: readonly PartitionUse[];
  /** Undefined when nobody says what the machines are. */
  readonly nodes?: Nodes;
  readonly fit?: Fit;
  /** On all nodes: nobody upgrades while one is away. */
  readonly rollout?: Rollout;
}

/** What several pods of each kind ask for together. */
export function total(pods: readonly PodSize[]): { readonly pods: number; readonly requests: Amount; readonly memoryLimit: number; readonly volume: number } {
  const sum = (of: (pod: PodSize) => number): number => pods.reduce((all, pod) => all + of(pod) * pod.count, 0);
  return { pods: sum(() => 1), requests: { cpu: sum((p) => p.requests.cpu), memory: sum((p) => p.requests.memory) }, memoryLimit: sum((p) => p.memoryLimit), volume: sum((p) => p.volume) };
}

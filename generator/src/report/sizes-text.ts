import { showBytes, showCores } from "../model/quantity.ts";
import { total, type Fit, type Nodes, type PodSize, type PoolUse, type Rollout, type Sizes } from "../model/sizes.ts";
import { table } from "./table.ts";

/** The sizes of one profile or environment, under the name by which it is shown. */
export interface NamedSizes {
  readonly name: string;
  readonly observability: boolean;
  readonly sizes: Sizes;
}

/** One line for each: what all its pods ask for, what its machines have left, and the connections to its stores. */
export function sizesText(rows: readonly NamedSizes[]): string {
  const stores = [...new Set(rows.flatMap((r) => r.sizes.pools.filter((p) => p.clients.length > 0).map((p) => p.store)))];
  const heads = ["", "pods", "CPU", "memory", "memory limits", "volumes", "nodes", "left with one away", "more at an upgrade", ...stores.map((s) => `connections to ${s}`)];
  const lines = rows.map(({ name, observability, sizes }) => {
    const { pods, requests, memoryLimit, volume } = total(sizes.pods);
    const pools = stores.map((store) => poolText(sizes.pools.find((p) => p.store === store)));
    return [`${name}${observability ? " + observability" : ""}`, String(pods), showCores(requests.cpu), showBytes(requests.memory), showBytes(memoryLimit), showBytes(volume), nodesText(sizes.nodes), leftText(sizes.nodes, sizes.fit), rolloutText(sizes.rollout), ...pools];
  });
  const alone = rows.some((r) => r.sizes.nodes?.count === 1);
  return [table(heads, lines, { right: [1, 2, 3, 4, 5] }), "", ...notes(rows, alone)].join("\n");
}

function notes(rows: readonly NamedSizes[], alone: boolean): readonly string[] {
  const homeless = rows.filter((r) => (r.sizes.fit?.homeless.length ?? 0) > 0).map((r) => `${r.name}${r.observability ? " + observability" : ""}: no node has room for ${[...new Set(r.sizes.fit?.homeless)].join(", ")}.`);
  const stuck = rows.filter((r) => (r.sizes.rollout?.stuck.length ?? 0) > 0).map((r) => `${r.name}${r.observability ? " + observability" : ""}: no node has room for one more pod of ${r.sizes.rollout?.stuck.join(", ")}, so an upgrade would wait for ever.`);
  const reserved = [...new Set(rows.flatMap((r) => (r.sizes.nodes === undefined ? [] : [`${Math.round(r.sizes.nodes.reserved * 100)} %`])))];
  return [
    "CPU and memory are what pods request; jobs count, pods that are there only while others are replaced do not.",
    ...(reserved.length === 0 ? [] : [`Of each node ${reserved.join(" or ")} is left to the system.`]),
    ...(alone ? ["* One node: nothing runs when it is away, so this is what it has beside the pods."] : []),
    "At an upgrade all Deployments begin at once, and new pods start before old ones go. In turns: some wait until others are done.",
    "Connections: what all pools may open while pods are replaced, of those that the store has for them.",
    ...homeless,
    ...stuck,
  ];
}

/** One line for each kind of pod. */
export function componentsText({ sizes }: NamedSizes): string {
  const heads = ["", "pods", "CPU each", "memory each", "limit each", "volume each", "memory share"];
  const shareOf = (pod: PodSize): string =>
    sizes.shares.filter((s) => pod.name === s.component).map((s) => `${s.value} ${s.text}, ${Math.round((s.bytes / s.limit) * 100)} %`).join("; ");
  const lines = sizes.pods.map((pod) => [`${pod.name}${pod.job ? " (job)" : ""}`, String(pod.count), showCores(pod.requests.cpu), showBytes(pod.requests.memory), showBytes(pod.memoryLimit), pod.volume === 0 ? "-" : showBytes(pod.volume), shareOf(pod)]);
  return table(heads, lines, { right: [1, 2, 3, 4, 5] }).replaceAll(/ +$/gm, "");
}

/** One line for each client of each store. */
export function poolsText({ sizes }: NamedSizes): string {
  const heads = ["connections to", "from", "pods", "each", "by"];
  const lines = sizes.pools.flatMap((pool) => pool.clients.map((c) => [pool.store, c.component, String(c.pods), String(c.pool), `config.${c.key}`]));
  return table(heads, lines, { right: [2, 3] });
}

function poolText(pool: PoolUse | undefined): string {
  return pool === undefined ? "-" : `${pool.sum} of ${pool.limit - pool.reserve}`;
}

function nodesText(nodes: Nodes | undefined): string {
  return nodes === undefined ? "-" : `${nodes.count} x ${showCores(nodes.cpu)} CPU, ${showBytes(nodes.memory)}`;
}

function leftText(nodes: Nodes | undefined, fit: Fit | undefined): string {
  if (nodes === undefined || fit === undefined) return "-";
  return `${fit.homeless.length > 0 ? "NO ROOM: " : ""}${showCores(fit.left.cpu)} CPU, ${showBytes(fit.left.memory)}${nodes.count === 1 ? " *" : ""}`;
}

function rolloutText(rollout: Rollout | undefined): string {
  if (rollout === undefined) return "-";
  const { pods, requests, waiting, stuck } = rollout;
  return `${stuck.length > 0 ? "NO ROOM: " : ""}${pods} pods, ${showCores(requests.cpu)} CPU, ${showBytes(requests.memory)}${stuck.length > 0 ? "" : waiting.length > 0 ? ", in turns" : ", at once"}`;
}

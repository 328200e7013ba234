import type { Amount, Fit, Nodes, PodSize, Rollout } from "../model/sizes.ts";

/** What is still free on a node. */
type Room = { -readonly [K in keyof Amount]: Amount[K] };

/**
 * Puts the pods on what is left of the nodes when one is away (a single node is never away). What finds a place so shows that there
 * is a way; whoever spreads the pods may want a little more.
 */
export function pack(pods: readonly PodSize[], nodes: Nodes): Fit {
  const count = nodes.count > 1 ? nodes.count - 1 : nodes.count;
  const each = capacity(nodes);
  const all = one(pods, (p) => p.count);
  const homeless = place(all, rooms(nodes, count), each);
  const asked = sum(all);
  const room: Amount = { cpu: each.cpu * count, memory: each.memory * count };
  return { count, room, left: { cpu: room.cpu - asked.cpu, memory: room.memory - asked.memory }, homeless: homeless.map((p) => p.name) };
}

/** Puts the pods that an upgrade starts before others go beside those that are there, on all nodes. */
export function packRollout(pods: readonly PodSize[], nodes: Nodes): Rollout {
  const each = capacity(nodes);
  const free = rooms(nodes, nodes.count);
  place(one(pods, (p) => p.count), free, each);
  const more = one(pods, (p) => p.surge);
  const stuck = names(more.filter((pod) => roomFor(pod, free) === undefined));
  return { pods: more.length, requests: sum(more), waiting: names(place(more, free, each)), stuck };
}

function capacity(nodes: Nodes): Amount {
  const share = 1 - nodes.reserved;
  return { cpu: nodes.cpu * share, memory: nodes.memory * share };
}

function rooms(nodes: Nodes, count: number): readonly Room[] {
  return Array.from({ length: count }, () => ({ ...capacity(nodes) }));
}

/** Takes room for the pods, the largest first, each on the first node that has some. Returns those that found none. */
function place(pods: readonly PodSize[], free: readonly Room[], each: Amount): readonly PodSize[] {
  const weight = ({ requests }: PodSize): number => Math.max(requests.cpu / each.cpu, requests.memory / each.memory);
  return [...pods].sort((a, b) => weight(b) - weight(a)).filter((pod) => {
    const node = roomFor(pod, free);
    if (node === undefined) return true;
    node.cpu -= pod.requests.cpu;
    node.memory -= pod.requests.memory;
    return false;
  });
}

function roomFor({ requests }: PodSize, free: readonly Room[]): Room | undefined {
  return free.find((n) => n.cpu >= requests.cpu && n.memory >= requests.memory);
}

/** One entry for each single pod. */
function one(pods: readonly PodSize[], count: (pod: PodSize) => number): readonly PodSize[] {
  return pods.flatMap((pod) => Array.from({ length: count(pod) }, () => pod));
}

function sum(pods: readonly PodSize[]): Amount {
  return { cpu: pods.reduce((all, p) => all + p.requests.cpu, 0), memory: pods.reduce((all, p) => all + p.requests.memory, 0) };
}

function names(pods: readonly PodSize[]): readonly string[] {
  return [...new Set(pods.map((p) => p.name))];
}

import type { Amount, Fit, Nodes, PodSize } from "../model/sizes.ts";

/**
 * Puts the pods on what is left of the nodes when one is away (a single node is never away), the largest first, each on the first
 * node that has room. What finds a place so shows that there is a way; whoever spreads the pods may want a little more.
 * While pods are `replaced`, all nodes are there, and the pods that come before old ones go.
 */
export function pack(asked: readonly PodSize[], nodes: Nodes, when: "away" | "replaced" = "away"): Fit {
  const count = nodes.count > 1 && when === "away" ? nodes.count - 1 : nodes.count;
  const pods = when === "away" ? asked : asked.map((pod) => ({ ...pod, count: pod.count + pod.surge }));
  const share = 1 - nodes.reserved;
  const each: Amount = { cpu: nodes.cpu * share, memory: nodes.memory * share };
  const left = Array.from({ length: count }, () => ({ ...each }));
  const weight = ({ requests }: PodSize): number => Math.max(requests.cpu / each.cpu, requests.memory / each.memory);
  const all = pods.flatMap((pod) => Array.from({ length: pod.count }, () => pod)).sort((a, b) => weight(b) - weight(a));
  const homeless = all.filter(({ requests }) => {
    const node = left.find((n) => n.cpu >= requests.cpu && n.memory >= requests.memory);
    if (node === undefined) return true;
    node.cpu -= requests.cpu;
    node.memory -= requests.memory;
    return false;
  });
  const sum = (of: (pod: PodSize) => number): number => all.reduce((total, pod) => total + of(pod), 0);
  const room: Amount = { cpu: each.cpu * count, memory: each.memory * count };
  return { count, room, left: { cpu: room.cpu - sum((p) => p.requests.cpu), memory: room.memory - sum((p) => p.requests.memory) }, homeless: homeless.map((p) => p.name) };
}

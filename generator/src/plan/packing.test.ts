import { describe, expect, it } from "vitest";
import type { Nodes, PodSize } from "../model/sizes.ts";
import { pack, packRollout } from "./packing.ts";

const pod = (name: string, count: number, cpu: number, memory: number): PodSize => ({ component: name, name, count, surge: 0, job: false, requests: { cpu, memory }, memoryLimit: memory, volume: 0 });
const nodes = (count: number, cpu: number, memory: number, reserved = 0): Nodes => ({ count, cpu, memory, reserved });

describe("packing", () => {
  const rows: readonly { readonly name: string; readonly pods: readonly PodSize[]; readonly nodes: Nodes; readonly homeless: readonly string[] }[] = [
    { name: "one node holds what fits it", pods: [pod("a", 2, 500, 50)], nodes: nodes(1, 1000, 100), homeless: [] },
    { name: "and no more", pods: [pod("a", 3, 500, 50)], nodes: nodes(1, 1000, 1000), homeless: ["a"] },
    { name: "memory counts as CPU does", pods: [pod("a", 3, 5, 50)], nodes: nodes(1, 1000, 100), homeless: ["a"] },
    { name: "of three nodes one is away", pods: [pod("a", 3, 1000, 10)], nodes: nodes(3, 1000, 100), homeless: ["a"] },
    { name: "two of them are enough for two", pods: [pod("a", 2, 1000, 10)], nodes: nodes(3, 1000, 100), homeless: [] },
    { name: "a pod larger than a node has no place, however much the nodes have together", pods: [pod("a", 1, 1500, 10)], nodes: nodes(4, 1000, 100), homeless: ["a"] },
    { name: "large ones come first, small ones fill what is left", pods: [pod("small", 2, 400, 1), pod("large", 2, 600, 1)], nodes: nodes(3, 1000, 100), homeless: [] },
    { name: "the sum would fit, the pieces do not", pods: [pod("a", 3, 600, 1)], nodes: nodes(3, 1000, 100), homeless: ["a"] },
    { name: "what is reserved is nobody's", pods: [pod("a", 2, 500, 50)], nodes: nodes(1, 1000, 100, 0.1), homeless: ["a"] },
  ];
  it.each(rows)("$name", ({ pods, nodes: machines, homeless }) => {
    expect(pack(pods, machines).homeless).toEqual(homeless);
  });

  const more = (name: string, count: number, surge: number, cpu: number, memory: number): PodSize => ({ ...pod(name, count, cpu, memory), surge });
  const rollouts: readonly { readonly name: string; readonly pods: readonly PodSize[]; readonly nodes: Nodes; readonly waiting?: readonly string[]; readonly stuck?: readonly string[] }[] = [
    { name: "room for all of them at once", pods: [more("a", 1, 1, 100, 1), more("b", 1, 1, 100, 1)], nodes: nodes(1, 400, 100) },
    { name: "room for one after the other", pods: [more("a", 1, 1, 100, 1), more("b", 1, 1, 100, 1)], nodes: nodes(1, 300, 100), waiting: ["b"] },
    { name: "no room for the larger one, however long it waits", pods: [more("a", 1, 1, 200, 1), more("b", 1, 1, 100, 1)], nodes: nodes(1, 400, 100), waiting: ["a"], stuck: ["a"] },
    { name: "memory alone", pods: [more("a", 1, 1, 1, 50)], nodes: nodes(1, 1000, 90), waiting: ["a"], stuck: ["a"] },
    { name: "none are away meanwhile", pods: [more("a", 2, 1, 1000, 1)], nodes: nodes(3, 1000, 100) },
    { name: "pods that go before the next one comes need nothing", pods: [pod("a", 1, 1000, 1)], nodes: nodes(1, 1000, 100) },
    { name: "several of one kind are named once", pods: [more("a", 2, 2, 100, 1)], nodes: nodes(1, 200, 100), waiting: ["a"], stuck: ["a"] },
  ];
  it.each(rollouts)("of an upgrade: $name", ({ pods, nodes: machines, waiting = [], stuck = [] }) => {
    expect(packRollout(pods, machines)).toMatchObject({ waiting, stuck });
  });

  it("says what an upgrade asks for", () => {
    expect(packRollout([more("a", 3, 2, 100, 10), more("b", 1, 1, 50, 5)], nodes(3, 1000, 100))).toEqual({ pods: 3, requests: { cpu: 250, memory: 25 }, waiting: [], stuck: [] });
  });

  it("says what there was and what is left", () => {
    expect(pack([pod("a", 2, 400, 30)], nodes(3, 1000, 100, 0.5))).toEqual({ count: 2, room: { cpu: 1000, memory: 100 }, left: { cpu: 200, memory: 40 }, homeless: [] });
  });
});

import { describe, expect, it } from "vitest";
import { brief, ruleContext } from "../../../test/helpers/mini.ts";
import type { Sizes } from "../../model/sizes.ts";
import { memoryShare } from "./memory-share.ts";
import { pools } from "./pools.ts";
import { room } from "./room.ts";
import type { Rule } from "./rule.ts";

const nothing: Sizes = { pods: [], pools: [], shares: [], partitions: [] };
const Gi = 2 ** 30;

function found(rule: Rule, text: string, sizes: Partial<Sizes>) {
  return rule({ ...ruleContext(text), sizes: () => ({ ...nothing, ...sizes }) });
}

describe("memory-share", () => {
  const share = (bytes: number) => [{ component: "mongodb", value: "cache.size", text: "3g", bytes, limit: 4 * Gi, allowed: 2 * Gi, connections: { limit: 100, value: "most" } }];
  it.each([
    { name: "what fits exactly", given: "infra: { mongodb: { cache: { size: 2g } } }\n", bytes: 2 * Gi, want: [] },
    { name: "a value that is said", given: "infra: { mongodb: { cache: { size: 3g } } }\n", bytes: 3 * Gi, want: ["memory-share 1:36"] },
    { name: "a limit that is said", given: "infra: { mongodb: { resources: { limits: { memory: 4Gi } } } }\n", bytes: 3 * Gi, want: ["memory-share 1:52"] },
    { name: "a number of connections that is said", given: "infra: { mongodb: { most: 100 } }\n", bytes: 3 * Gi, want: ["memory-share 1:27"] },
    { name: "a size that does not fit in itself", given: "profile: large\n", bytes: 3 * Gi, want: ["memory-share 1:10"] },
  ])("of $name: $want", ({ given, bytes, want }) => {
    expect(found(memoryShare, given, { shares: share(bytes) }).map(brief)).toEqual(want);
  });

  it("says what there is, what is for it, and what else takes some", () => {
    expect(found(memoryShare, "{}\n", { shares: share(3 * Gi) })[0]?.message).toBe(
      "`infra.mongodb.cache.size` is 3g, but of the container's limit of 4Gi at most 2Gi are for it: the program itself needs the rest, as do the 100 connections of `infra.mongodb.most`, and would be killed under load.",
    );
  });
});

describe("pools-above-limit", () => {
  const use = (sum: number) => [{ store: "mongodb", limit: 100, value: "most", reserve: 10, sum, clients: [{ component: "worker", pods: 3, pool: sum / 3, key: "mongodb.pool.size" }] }];
  it.each([
    { name: "what fits exactly", given: "{}\n", sum: 90, want: [] },
    { name: "what fits only without the reserve", given: "profile: large\n", sum: 93, want: ["pools-above-limit 1:10"] },
    { name: "a limit that is said", given: "infra: { mongodb: { most: 100 } }\nconfig: { mongodb: { pool: { size: 31 } } }\n", sum: 93, want: ["pools-above-limit 1:27"] },
    { name: "a pool that is said", given: "modules: { worker: { replicas: 3 } }\nconfig: { mongodb: { pool: { size: 31 } } }\n", sum: 93, want: ["pools-above-limit 2:36"] },
    { name: "a number of pods that is said", given: "modules: { worker: { replicas: 3 } }\n", sum: 93, want: ["pools-above-limit 1:32"] },
  ])("of $name: $want", ({ given, sum, want }) => {
    expect(found(pools, given, { pools: use(sum) }).map(brief)).toEqual(want);
  });

  it("says what would be enough", () => {
    expect(found(pools, "{}\n", { pools: use(93) })[0]?.hint).toBe("Raise `infra.mongodb.most` to 103 or more (its memory with it), or lower `config.mongodb.pool.size`.");
  });
});

describe("no-room", () => {
  const sizes = (homeless: readonly string[]): Partial<Sizes> => ({ nodes: { count: 3, cpu: 2000, memory: 4 * Gi, reserved: 0 }, fit: { count: 2, room: { cpu: 4000, memory: 8 * Gi }, left: { cpu: 0, memory: 0 }, homeless } });
  it.each([
    { name: "pods that all find a place", given: "profile: large\n", homeless: [], want: [] },
    { name: "a profile", given: "profile: large\n", homeless: ["a"], want: ["no-room 1:10"] },
    { name: "nodes that are said", given: "profile: large\nnodes: { count: 3 }\n", homeless: ["a"], want: ["no-room 2:8"] },
  ])("of $name: $want", ({ given, homeless, want }) => {
    expect(found(room, given, sizes(homeless)).map(brief)).toEqual(want);
  });

  it("is a warning, and names each pod once", () => {
    const [d] = found(room, "{}\n", sizes(["a", "b", "a"]));
    expect(d?.severity).toBe("warning");
    expect(d?.message).toContain("when one of them is away. These would wait: a, b.");
  });

  it.each([
    { name: "pods that can be replaced", given: "profile: large\n", stuck: [], want: [] },
    { name: "pods that cannot", given: "profile: large\n", stuck: ["a"], want: ["no-room-to-replace 1:10"] },
    { name: "pods that cannot, on nodes that are said", given: "profile: large\nnodes: { count: 3 }\n", stuck: ["a"], want: ["no-room-to-replace 2:8"] },
  ])("at an upgrade, of $name: $want", ({ given, stuck, want }) => {
    expect(found(room, given, { ...sizes([]), rollout: { pods: 1, requests: { cpu: 1, memory: 1 }, waiting: stuck, stuck } }).map(brief)).toEqual(want);
  });

  it("is not asked where nobody knows the machines", () => {
    expect(found(room, "{}\n", {})).toEqual([]);
  });
});

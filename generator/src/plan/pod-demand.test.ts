import { describe, expect, it } from "vitest";
import { containerDemand, demandsOf, podDemand, type ContainerDemand } from "./pod-demand.ts";

const one = (runs: ContainerDemand["runs"], cpu: number, memory: number, memoryLimit = memory): ContainerDemand => ({ runs, requests: { cpu, memory }, memoryLimit });

describe("a pod", () => {
  const rows: readonly { readonly name: string; readonly given: readonly ContainerDemand[]; readonly want: readonly [number, number, number] }[] = [
    { name: "of nothing", given: [], want: [0, 0, 0] },
    { name: "of one container", given: [one("beside", 100, 64, 128)], want: [100, 64, 128] },
    { name: "of two containers asks for both", given: [one("beside", 100, 64), one("beside", 10, 16)], want: [110, 80, 80] },
    { name: "with a small init container asks for no more", given: [one("before", 5, 16), one("beside", 100, 64)], want: [100, 64, 64] },
    { name: "with a large init container asks for that", given: [one("before", 100, 512, 1024), one("beside", 50, 64, 128)], want: [100, 512, 1024] },
    { name: "with init containers one after the other asks for the largest", given: [one("before", 60, 10), one("before", 10, 70), one("beside", 50, 50)], want: [60, 70, 70] },
    { name: "with one that stays adds it to its containers", given: [one("on", 10, 20), one("beside", 100, 64)], want: [110, 84, 84] },
    { name: "with one that stays adds it to init containers after it", given: [one("on", 10, 20), one("before", 100, 100), one("beside", 50, 50)], want: [110, 120, 120] },
    { name: "with one that stays does not add it to init containers before it", given: [one("before", 100, 100), one("on", 10, 20), one("beside", 50, 50)], want: [100, 100, 100] },
  ];
  it.each(rows)("$name", ({ given, want: [cpu, memory, memoryLimit] }) => {
    expect(podDemand(given)).toEqual({ requests: { cpu, memory }, memoryLimit });
  });
});

describe("a container", () => {
  it("asks for its requests, else for its limits, else for nothing", () => {
    expect(containerDemand("beside", { requests: { cpu: "25m", memory: "1Mi" }, limits: { cpu: "1", memory: "2Mi" } })).toEqual(one("beside", 25, 2 ** 20, 2 ** 21));
    expect(containerDemand("beside", { limits: { cpu: "1", memory: "2Mi" } })).toEqual(one("beside", 1000, 2 ** 21, 2 ** 21));
    expect(containerDemand("beside", undefined)).toEqual(one("beside", 0, 0));
    expect(containerDemand("beside", { requests: { cpu: "much", memory: null } })).toEqual(one("beside", 0, 0));
  });

  it("of a site's own list stays when it is restarted always, and only before the others", () => {
    const list = [{ restartPolicy: "Always" }, { name: "first" }];
    expect(demandsOf(list, "before").map((c) => c.runs)).toEqual(["on", "before"]);
    expect(demandsOf(list, "beside").map((c) => c.runs)).toEqual(["beside", "beside"]);
    expect(demandsOf(undefined, "before")).toEqual([]);
  });
});

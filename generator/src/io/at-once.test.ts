import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atOnce } from "./at-once.ts";

describe("atOnce", () => {
  it("does a few at a time, and gives the results in order", async () => {
    let now = 0;
    let most = 0;
    const work = async (n: number): Promise<number> => {
      most = Math.max(most, (now += 1));
      await sleep(20 - n);
      now -= 1;
      return n * n;
    };
    expect(await atOnce([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], work, 3)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
    expect(most).toBe(3);
    expect(await atOnce([], work)).toEqual([]);
  });

  it("begins nothing after a failure", async () => {
    const begun: number[] = [];
    const work = async (n: number): Promise<void> => {
      begun.push(n);
      await sleep(n === 1 ? 0 : 20);
      if (n === 1) throw new Error("one");
    };
    await expect(atOnce([0, 1, 2, 3], work, 2)).rejects.toThrow("one");
    await sleep(50);
    expect(begun).toEqual([0, 1]);
  });
});

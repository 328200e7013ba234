import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { withLockFile } from "./lock-file.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  path = join(folder, "lock");
});

const quick = { heartbeat: 50, stale: 1_000, poll: 5 };

describe("withLockFile", () => {
  it("lets one in at a time, and leaves nothing", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await sleep(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withLockFile(path, work, quick)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("releases when the work fails", async () => {
    await expect(withLockFile(path, async () => Promise.reject(new Error("broken")), quick)).rejects.toThrow("broken");
    expect(existsSync(path)).toBe(false);
  });

  it("takes over from a dead holder: several waiters, one at a time", async () => {
    await writeFile(path, "dead");
    let inside = 0;
    let most = 0;
    let done = 0;
    const work = async (held: () => Promise<boolean>) => {
      most = Math.max(most, (inside += 1));
      await sleep(20);
      inside -= 1;
      if (await held()) done += 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLockFile(path, work, quick)));
    expect({ most, done }).toEqual({ most: 1, done: 5 });
    expect(await readdir(folder)).toEqual([]);
  });

  it("waits for a slow holder that is alive, longer than a dead one would be waited for", async () => {
    let released = false;
    const slow = withLockFile(path, async () => sleep(2_000).then(() => (released = true)), quick);
    await sleep(50);
    let waited = 0;
    await withLockFile(path, async () => expect(released).toBe(true), { ...quick, onWait: () => (waited += 1) });
    await slow;
    expect(waited).toBe(1);
  });

  it("tells a holder that lost its lock, which then does not remove the successor's", async () => {
    await withLockFile(path, async (held) => {
      expect(await held()).toBe(true);
      await rm(path);
      await writeFile(path, "successor");
      expect(await held()).toBe(false);
    }, quick);
    expect(existsSync(path)).toBe(true);
  });

  it("gives up after its patience", async () => {
    const holder = withLockFile(path, async () => sleep(600), quick);
    await sleep(50);
    await expect(withLockFile(path, async () => undefined, { ...quick, patience: 100 })).rejects.toThrow(/another process has held this lock/);
    await holder;
  });
});

import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createDurably, removeTemporaries, writeDurably } from "./durable-file.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "durable-"))));

describe("durable files", () => {
  it("writes and replaces", async () => {
    await writeDurably(join(folder, "a"), "one");
    await writeDurably(join(folder, "a"), new TextEncoder().encode("two"));
    expect(await readFile(join(folder, "a"), "utf8")).toBe("two");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it("creates once", async () => {
    expect(await createDurably(join(folder, "a"), "one")).toBe(true);
    expect(await createDurably(join(folder, "a"), "two")).toBe(false);
    expect(await readFile(join(folder, "a"), "utf8")).toBe("one");
    expect(await readdir(folder)).toEqual(["a"]);
  });

  it("lets exactly one of many creators win", async () => {
    const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => createDurably(join(folder, "a"), `${i}`)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await readFile(join(folder, "a"), "utf8")).toBe(`${wins.indexOf(true)}`);
  });

  it("leaves nothing behind when it fails", async () => {
    await expect(writeDurably(join(folder, "missing", "a"), "x")).rejects.toThrow("ENOENT");
    expect(await readdir(folder)).toEqual([]);
  });

  it("removes what killed writers left, and nothing else", async () => {
    const left = ".openim-1.0.0.tgz.0f0e0d0c-0b0a-4909-8807-060504030201.tmp";
    for (const name of [left, "a.tmp", ".a.tmp", "index.yaml"]) await writeFile(join(folder, name), "");
    await removeTemporaries(folder);
    expect((await readdir(folder)).sort()).toEqual([".a.tmp", "a.tmp", "index.yaml"]);
  });
});

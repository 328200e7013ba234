import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { packageChart } from "../package/archive.ts";
import { mergeIndex } from "../publish/index-file.ts";
import { directoryTarget } from "./directory-target.ts";

const chart = (name: string, version = "1.0.0", text = "") =>
  packageChart(new Map([["Chart.yaml", `apiVersion: v2\nname: ${name}\nversion: ${version}\n`], ["values.yaml", `a: ${text}\n`]]));
const now = new Date("2026-01-01T00:00:00.000Z");
const lock = { heartbeat: 50, stale: 1_000, poll: 5 };

let folder = "";
beforeEach(async () => void (folder = join(await mkdtemp(join(tmpdir(), "target-")), "a", "repo")));

describe("directoryTarget", () => {
  it("plans without touching anything", async () => {
    const delta = await directoryTarget(folder).plan([chart("a")], { now });
    expect(delta.added).toEqual([{ name: "a", version: "1.0.0" }]);
    expect(existsSync(folder)).toBe(false);
  });

  it("writes archives, then the index, and nothing else", async () => {
    const steps: string[] = [];
    await directoryTarget(folder).publish([chart("a"), chart("b")], { now, onProgress: (step) => steps.push(step) });
    expect(steps).toEqual(["a-1.0.0.tgz", "b-1.0.0.tgz", "index.yaml"]);
    expect((await readdir(folder)).sort()).toEqual(["a-1.0.0.tgz", "b-1.0.0.tgz", "index.yaml"]);
  });

  it("refuses a conflict before it writes any of the archives", async () => {
    const target = directoryTarget(folder);
    await target.publish([chart("a")], { now });
    const before = await readFile(join(folder, "index.yaml"), "utf8");
    const delta = await target.publish([chart("new"), chart("a", "1.0.0", "other")], { now });
    expect(delta.conflicts).toMatchObject([{ kind: "published", name: "a" }]);
    expect((await readdir(folder)).sort()).toEqual(["a-1.0.0.tgz", "index.yaml"]);
    expect(await readFile(join(folder, "index.yaml"), "utf8")).toBe(before);
  });

  it("puts back an archive that is gone", async () => {
    const target = directoryTarget(folder);
    await target.publish([chart("a")], { now });
    await rm(join(folder, "a-1.0.0.tgz"));
    await target.publish([chart("a")], { now });
    expect(await readFile(join(folder, "a-1.0.0.tgz"))).toEqual(Buffer.from(chart("a").bytes));
  });

  it("starts again when another publisher got in while this one was suspended", async () => {
    const b = chart("b");
    const steps: string[] = [];
    await directoryTarget(folder, { lock }).publish([chart("a")], {
      now,
      onProgress: (step) => {
        if (steps.push(step) > 1) return;
        rmSync(join(folder, ".publish.lock"));
        writeFileSync(join(folder, b.fileName), b.bytes);
        writeFileSync(join(folder, "index.yaml"), mergeIndex(undefined, [b], { now }).index);
      },
    });
    const index = await readFile(join(folder, "index.yaml"), "utf8");
    expect(index).toContain("a-1.0.0.tgz");
    expect(index).toContain("b-1.0.0.tgz");
    expect(steps).toEqual(["a-1.0.0.tgz", "index.yaml"]);
  });

  it("loses nothing among many publishers", async () => {
    const names = Array.from({ length: 8 }, (_, i) => `chart-${i}`);
    // None of them is dead, however long the machine lets one wait.
    const patient = { ...lock, stale: 60_000 };
    await Promise.all(names.map((name) => directoryTarget(folder, { lock: patient }).publish([chart(name)], { now })));
    const index = await readFile(join(folder, "index.yaml"), "utf8");
    expect(names.filter((name) => !index.includes(`${name}-1.0.0.tgz`))).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("never replaces an index that it does not understand", async () => {
    const target = directoryTarget(folder);
    await target.publish([chart("a")], { now });
    await writeFile(join(folder, "index.yaml"), "<html>\n");
    await expect(target.publish([chart("b")], { now })).rejects.toThrow("not a Helm repository index");
    expect(await readFile(join(folder, "index.yaml"), "utf8")).toBe("<html>\n");
  });
});

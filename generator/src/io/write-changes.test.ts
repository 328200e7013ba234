import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { bringDisk, lookAtDisk, withManifest } from "../cli/tree-on-disk.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { localDisk, type Disk } from "./disk.ts";
import { isDraft, writeChanges } from "./write-changes.ts";

const first = withManifest(fileTree([["charts/a/Chart.yaml", "a: 1\n"], ["charts/a/templates/x.yaml", "x: 1\n"], ["charts/gone/deep/y.yaml", "y: 1\n"], ["docs/errors.md", "one\n"], ["values/dev/a.yaml", "v: 1\n"]]));
const second = withManifest(fileTree([["charts/a/Chart.yaml", "a: 2\n"], ["charts/a/templates/x.yaml", "x: 1\n"], ["charts/b/templates/new.yaml", "n: 1\n"], ["docs/errors.md", "two\n"], ["docs/runbook.md", "more\n"], ["values/prod/a.yaml", "v: 2\n"]]));

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const mine = async (): Promise<boolean> => Promise.resolve(true);

/** A project in which the first tree was written, beside a file that is somebody's own. */
function project(): string {
  const root = mkdtempSync(join(tmpdir(), "write-"));
  folders.push(root);
  for (const [path, text] of [...first, ["charts/a/own.txt", "mine\n"] as const]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function filesIn(root: string): Record<string, string> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).map((e) => ({ e, path: join(e.parentPath, e.name).slice(root.length + 1) }));
  return Object.fromEntries(found.filter(({ path }) => !path.startsWith(".cache")).map(({ e, path }) => [e.isDirectory() ? `${path}/` : path, e.isDirectory() ? "" : readFileSync(join(root, path), "utf8")]));
}

const plain = (tree: FileTree): Record<string, string> => ({ ...Object.fromEntries(tree), "charts/a/own.txt": "mine\n" });
const onlyFiles = (files: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith("/") && !isDraft(path)));

/** A disk whose calls that change something are counted; `fail` may throw instead of the n-th. */
function counting(fail: (call: string, n: number) => void): { readonly disk: Disk; readonly calls: () => number } {
  let n = 0;
  const watched = (name: "makeFolder" | "rename" | "remove" | "removeFolder") => (one: string, other: string) => {
    fail(name, ++n);
    (localDisk[name] as (one: string, other: string) => void)(one, other);
  };
  const write = (path: string, text: string): void => {
    try {
      fail("write", ++n);
    } catch (error) {
      // What is cut off has written a part.
      if ((error as Error).message === "killed") writeFileSync(path, text.slice(0, text.length / 2));
      throw error;
    }
    localDisk.write(path, text);
  };
  const disk = { ...localDisk, write, makeFolder: watched("makeFolder") as Disk["makeFolder"], rename: watched("rename"), remove: watched("remove") as Disk["remove"], removeFolder: watched("removeFolder") as Disk["removeFolder"] };
  return { disk, calls: () => n };
}

const error = (code: string): Error => Object.assign(new Error(`${code}: told by a test`), { code });
const changesTo = (wanted: FileTree, root: string) => lookAtDisk(wanted, root).changes;
const calls = await (async () => {
  const counted = counting(() => undefined);
  const root = project();
  expect(await writeChanges(root, changesTo(second, root), mine, counted.disk)).toEqual([]);
  expect(onlyFiles(filesIn(root))).toEqual(plain(second));
  rmSync(root, { recursive: true });
  return counted.calls();
})();
const each = Array.from({ length: calls }, (_, i) => i + 1);

describe("a run that is killed", () => {
  it("is killed at every one of its calls", () => expect(calls).toBeGreaterThan(20));

  it.each(each)("at call %i leaves whole files, each as before or as after; the next run finishes, or goes back", async (at) => {
    for (const next of [second, first]) {
      const root = project();
      const { disk } = counting((_, n) => {
        if (n >= at) throw new Error("killed");
      });
      await writeChanges(root, changesTo(second, root), mine, disk);
      for (const [path, text] of Object.entries(onlyFiles(filesIn(root)))) if (path !== ".generated") expect([plain(first)[path], plain(second)[path]], path).toContain(text);
      // Whatever is new is known to be ours.
      const listed = readFileSync(join(root, ".generated"), "utf8").split("\n");
      for (const path of Object.keys(onlyFiles(filesIn(root)))) expect(listed.includes(path) || path === ".generated" || path === "charts/a/own.txt", `${path} is listed`).toBe(true);
      const { diagnostics } = await bringDisk(next, root, () => undefined);
      expect(diagnostics).toEqual([]);
      expect(Object.fromEntries(Object.entries(filesIn(root)).filter(([path]) => !path.endsWith("/")))).toEqual(plain(next));
      expect(lookAtDisk(next, root)).toMatchObject({ changes: [], drafts: [], foreign: ["charts/a/own.txt"] });
    }
  });
});

describe("a run that fails", () => {
  const rows = [
    { name: "a full disk", code: "ENOSPC", calls: ["write"], want: "target-full" },
    { name: "a used-up quota", code: "EDQUOT", calls: ["write", "makeFolder"], want: "target-full" },
    { name: "a read-only disk", code: "EROFS", calls: ["write", "makeFolder"], want: "target-closed" },
    { name: "somebody else's folder", code: "EACCES", calls: ["makeFolder"], want: "target-closed" },
    { name: "a broken disk", code: "EIO", calls: ["write"], want: "target-failed" },
  ];
  it.each(rows.flatMap((row) => [1, 2, 5].map((nth) => ({ ...row, nth }))))("for $name, at try $nth, changes nothing and says so", async ({ code, calls: names, want, nth }) => {
    const root = project();
    const before = filesIn(root);
    let seen = 0;
    const { disk } = counting((call) => {
      if (names.includes(call) && ++seen >= Math.min(nth, 3)) throw error(code);
    });
    const found = await writeChanges(root, changesTo(second, root), mine, disk);
    expect(found.map((d) => d.code)).toEqual([want]);
    expect(found[0]?.message).toContain("Nothing was changed.");
    expect(filesIn(root)).toEqual(before);
  });

  it("while files take their places leaves no drafts, and says that the next run finishes", async () => {
    const root = project();
    let seen = 0;
    const { disk } = counting((call) => {
      if (call === "rename" && ++seen >= 3) throw error("EACCES");
    });
    const found = await writeChanges(root, changesTo(second, root), mine, disk);
    expect(found.map((d) => `${d.code} ${d.message}`)).toEqual([expect.stringMatching(/^target-closed .*the next run finishes it/)]);
    expect(Object.keys(filesIn(root)).filter(isDraft)).toEqual([]);
    await bringDisk(second, root, () => undefined);
    expect(onlyFiles(filesIn(root))).toEqual(plain(second));
  });

  it("because another one took its lock changes nothing", async () => {
    const root = project();
    const before = filesIn(root);
    const found = await writeChanges(root, changesTo(second, root), async () => Promise.resolve(false));
    expect(found.map((d) => d.message)).toEqual([expect.stringContaining("another run has taken over. Nothing was changed.")]);
    expect(filesIn(root)).toEqual(before);
  });
});

describe("two runs at once", () => {
  it("do not mix", async () => {
    for (let i = 0; i < 5; i++) {
      const root = project();
      const results = await Promise.all([bringDisk(second, root, () => undefined), bringDisk(first, root, () => undefined), bringDisk(second, root, () => undefined)]);
      expect(results.flatMap((r) => r.diagnostics)).toEqual([]);
      expect([plain(first), plain(second)]).toContainEqual(onlyFiles(filesIn(root)));
      expect(Object.keys(filesIn(root)).filter(isDraft)).toEqual([]);
    }
  });
});

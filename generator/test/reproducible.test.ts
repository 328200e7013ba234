import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeProject, type Project } from "./helpers/project.ts";

const here = makeProject();
const there = makeProject();
afterAll(() => [here, there].forEach((project) => project.remove()));

/** Without outside tools, which have no part in what archives hold. */
async function archives(project: Project, options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}): Promise<string> {
  rmSync(join(project.root, ".tools"), { force: true });
  const out = join(project.root, "out");
  const { exitCode, stderr } = await project.start(["package", "--out", out], { ...options, env: { PATH: "/nowhere", ...options.env } });
  expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  return readFileSync(join(out, "SHA256SUMS"), "utf8");
}

it("the same sources give the same bytes under another clock, umask, locale, folder and age of files", async () => {
  const shim = join(there.root, "elsewhere.cjs");
  writeFileSync(shim, "process.umask(0o077);\nglobalThis.Date = class extends Date { constructor(...given) { super(...(given.length > 0 ? given : [4e12])); } static now() { return 4e12; } };\n");
  for (const entry of readdirSync(there.root, { recursive: true, withFileTypes: true })) if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), 1e9, 1e9);
  const env = { NODE_OPTIONS: `--require ${shim}`, TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", HOME: "/nowhere", USER: "somebody", SOURCE_DATE_EPOCH: "1" };
  const [one, other] = [await archives(here), await archives(there, { cwd: tmpdir(), env })];
  expect(one.split("\n").length).toBeGreaterThan(20);
  expect(other).toBe(one);
});

import { readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
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

const otherMachine = { NODE_OPTIONS: `--require ${join(import.meta.dirname, "helpers/other-machine.cjs")}` };

it("the other machine lists folders in another order, whichever way it is asked", async () => {
  const listed = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const program = `import fs, { readdirSync } from "node:fs"; import { readdir } from "node:fs/promises"; const folder = ${JSON.stringify(import.meta.dirname)};
      for (const names of [readdirSync(folder), await readdir(folder), await new Promise((done) => fs.readdir(folder, (_, names) => done(names)))]) console.log(names.join());`;
    return (await execa(process.execPath, ["--input-type=module", "--eval", program], { env })).stdout.split("\n");
  };
  const [usual, reversed] = [await listed({}), await listed(otherMachine)];
  expect(usual[0]?.split(",").length).toBeGreaterThan(20);
  expect(usual).toEqual([usual[0], usual[0], usual[0]]);
  expect(reversed).toEqual(usual.map((names) => names.split(",").reverse().join()));
});

it("the same sources give the same bytes under another clock, umask, locale, folder, age of files and order of folders", async () => {
  for (const entry of readdirSync(there.root, { recursive: true, withFileTypes: true })) if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), 1e9, 1e9);
  const env = { ...otherMachine, TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", HOME: "/nowhere", USER: "somebody", SOURCE_DATE_EPOCH: "1" };
  const [one, other] = [await archives(here), await archives(there, { cwd: tmpdir(), env })];
  expect(one.split("\n").length).toBeGreaterThan(20);
  expect(other).toBe(one);
});

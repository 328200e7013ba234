import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTree } from "../src/io/read-tree.ts";
import { run } from "../src/io/run.ts";
import { pathWithTools } from "../src/io/tools.ts";
import { askOnce } from "./helpers/ask-helm.ts";
import { project, realResult } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

const ct = await toolPath("ct");
const needed = [ct, await toolPath("helm"), await toolPath("yamllint"), await toolPath("yamale")];
const missing = needed.some((tool) => tool === undefined);
const programs = needed.flatMap((tool) => tool ?? []);
/** What they look at besides the charts. */
const settings = [...readTree(join(project, "ci"))];

let checkout = "";
beforeAll(() => {
  // A place of its own, because chart-testing leaves archives beside the charts that it lints.
  checkout = mkdtempSync(join(tmpdir(), "gen-ct-"));
  for (const [path, text] of realResult().tree ?? []) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  cpSync(join(project, "ci"), join(checkout, "ci"), { recursive: true });
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

// A program for each of two hundred files takes longer than all the rest; yamllint itself takes any number of them.
it.skipIf(missing)("yamllint accepts every file that ct would give it", async () => {
  const files = [...(realResult().tree?.keys() ?? [])].filter((path) => /^charts\/[^/]+\/(Chart|values|ci\/[^/]+-values)\.yaml$/.test(path));
  expect(files.length).toBeGreaterThan(150);
  const args = ["--config-file", "ci/lintconf.yaml", ...files];
  const { exitCode, stdout, stderr } = await askOnce(programs, { args, settings }, () => run(needed[2] ?? "", args, { cwd: checkout }));
  expect({ exitCode, said: exitCode === 0 ? "" : (stdout + stderr).slice(-3000) }).toEqual({ exitCode: 0, said: "" });
});

it.skipIf(missing)("ct lint --all passes for every chart, with every values file for CI", async () => {
  if (ct === undefined) return;
  const args = ["lint", "--config", "ci/ct.yaml", "--all", "--validate-yaml=false"];
  const { exitCode, stdout, stderr } = await askOnce(programs, { args, settings }, async () => {
    const git = (...words: string[]) => run("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: checkout });
    await git("init", "-q", "-b", "main");
    await git("add", "-A");
    await git("commit", "-qm", "charts");
    return run(ct, args, { cwd: checkout, env: { ...process.env, PATH: await pathWithTools(["helm", "yamllint", "yamale"]) } });
  });
  const passed = [...stdout.matchAll(/^ ✔︎ (\S+) =>/gm)].map((m) => m[1]);
  expect({ exitCode, failed: exitCode === 0 ? "" : (stdout + stderr).slice(-3000) }).toEqual({ exitCode: 0, failed: "" });
  expect(passed.sort()).toEqual((realResult().plan?.charts ?? []).map((c) => c.name).sort());
});

it.skipIf(missing)("helm dependency build accepts the umbrella's lock file", async () => {
  const helm = needed[1];
  if (helm === undefined) return;
  const { exitCode, stdout, stderr } = await run(helm, ["dependency", "build", "charts/openim"], { cwd: checkout });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).not.toMatch(/out of sync/);
});

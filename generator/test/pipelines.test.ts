import { accessSync, chmodSync, constants, cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { serveFolder } from "../src/io/http-server.ts";
import { run } from "../src/io/run.ts";
import { which } from "../src/io/tools/locate.ts";
import { pathWithTools } from "../src/io/tools.ts";
import { quickKeyring, throwAwayKey, passphrase } from "./helpers/key.ts";
import { makeProject } from "./helpers/project.ts";
import { project as original } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

// A release makes and signs every chart several times over.
const actionlint = await toolPath("actionlint");
const missing = [await toolPath("helm"), await toolPath("dyff")].some((tool) => tool === undefined);
const key = await throwAwayKey();
const workflows = readdirSync(join(original, ".github/workflows")).map((name) => ({ name, text: readFileSync(join(original, ".github/workflows", name), "utf8") }));
const scripts = readdirSync(join(original, "ci")).filter((name) => name.endsWith(".sh"));

describe("workflows", () => {
  it.skipIf(actionlint === undefined)("are accepted by actionlint", async () => {
    const { exitCode, stdout } = await run(actionlint ?? "", workflows.map(({ name }) => join(original, ".github/workflows", name)));
    expect([exitCode, stdout]).toEqual([0, ""]);
  });

  it.each(workflows)("$name pins every action by its commit and names its version, says what it may do, and ends some day", ({ text }) => {
    const actions = [...text.matchAll(/uses: (.+)/g)].map((m) => m[1] ?? "");
    expect(actions.length).toBeGreaterThan(1);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    const { permissions, jobs } = parse(text) as { readonly permissions: object; readonly jobs: Readonly<Record<string, { readonly "timeout-minutes"?: number }>> };
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.entries(jobs).filter(([, job]) => job["timeout-minutes"] === undefined)).toEqual([]);
    // What a stranger wrote is text, never a part of a command.
    for (const step of text.matchAll(/run: (?:\|\n((?: {10}.*\n)+)|(.*))/g)) expect(step[1] ?? step[2]).not.toContain("${{");
  });

  it("run scripts that are there, can be run by hand, and are sound", async () => {
    const called = [...workflows.map(({ text }) => text), ...scripts.map((name) => readFileSync(join(original, "ci", name), "utf8"))].flatMap((text) => [...text.matchAll(/\bci\/([\w-]+\.sh)/g)].map((m) => m[1] ?? ""));
    expect([...new Set(called)].filter((name) => !scripts.includes(name))).toEqual([]);
    for (const name of scripts) {
      accessSync(join(original, "ci", name), constants.X_OK);
      expect(await run("sh", ["-n", join(original, "ci", name)])).toMatchObject({ exitCode: 0, stderr: "" });
    }
  });
});

describe.skipIf(missing)("the scripts of the pipelines", () => {
  const settings = "publicURL: https://im.acme.io\n\ncharts:\n  version: 0.1.0\n\ninfra:\n  redis: { mode: builtin }\n";
  const project = makeProject(settings);
  // What tools say of the charts is not the question here.
  rmSync(join(project.root, ".tools"), { force: true });
  const origin = `${project.root}.git`;
  const git = async (...args: readonly string[]) => run("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: project.root });
  const ci = async (script: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    run(join(project.root, "ci", script), args, { cwd: project.root, env: { ...process.env, PATH: `${await pathWithTools(["helm", "dyff"])}`, NO_COLOR: "1", ...env } });
  /** Signing and publishing alone: without Helm on PATH, the charts are not rendered again and again. */
  const release = async (tag: string, env: Readonly<Record<string, string>> = {}) => {
    const gpg = (await which("gpg", process.env["PATH"] ?? "")) ?? "/usr/bin/gpg";
    return ci("release.sh", [tag], { PATH: [dirname(process.execPath), dirname(gpg), "/usr/bin", "/bin"].join(delimiter), ...env });
  };
  const commit = async (message: string): Promise<void> => {
    await project.gen(["charts", "--no-tools"]);
    await git("add", "--all");
    await git("commit", "-qm", message);
  };

  beforeAll(async () => {
    cpSync(join(original, "ci"), join(project.root, "ci"), { recursive: true });
    cpSync(join(original, ".gitignore"), join(project.root, ".gitignore"));
    project.write("gen", '#!/bin/sh\nexec node "$(dirname "$0")/.cache/gen/main.js" "$@"\n');
    chmodSync(join(project.root, "gen"), 0o755);
    await git("init", "-q", "-b", "main");
    await commit("charts");
    await git("clone", "-q", "--bare", ".", origin);
    await git("remote", "add", "origin", origin);
    await git("fetch", "-q", "origin");
  });
  afterAll(async () => {
    project.remove();
    rmSync(origin, { recursive: true, force: true });
    await key?.remove();
  });

  it("publish a tag, signed, onto the pages, and again without a change", async () => {
    expect(await release("v9.9.9")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("the charts are version 0.1.0") });
    const armoured = await run("gpg", ["--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase, "--armor", "--export-secret-keys"], { env: { ...process.env, ...key?.env } });
    // As in a pipeline: the key comes as text, into a keyring that is not there yet.
    const env = { OPENIM_SIGN_KEY: armoured.stdout, OPENIM_SIGN_PASSPHRASE: passphrase, GNUPGHOME: join(project.root, ".cache/keys") };
    quickKeyring(env.GNUPGHOME);
    expect(await ci("pages.sh", ["checkout"])).toMatchObject({ exitCode: 0 });
    const first = await release("v0.1.0", env);
    expect({ exitCode: first.exitCode, said: first.exitCode === 0 ? "" : first.stderr.slice(-2000) }).toEqual({ exitCode: 0, said: "" });
    expect(first.stdout).toMatch(/dist\/repo: \d+ published, 0 there already, \d+ signed\nsigned by Throw Away/);
    expect(first.stdout.match(/: the same bytes/g)?.length).toBeGreaterThan(20);
    expect(await ci("pages.sh", ["push"])).toMatchObject({ exitCode: 0 });
    const pushed = (await git("ls-tree", "--name-only", "origin/gh-pages")).stdout.trim().split("\n");
    expect(pushed).toEqual(expect.arrayContaining(["index.yaml", "openim-0.1.0.tgz", "openim-0.1.0.tgz.prov"]));
    expect(pushed.filter((name) => !/^index\.yaml$|\.tgz(\.prov)?$/.test(name))).toEqual([]);
    expect((await release("v0.1.0")).stdout).toMatch(/dist\/repo: 0 published, \d+ there already\nunsigned/);
    expect(await ci("pages.sh", ["push"])).toMatchObject({ exitCode: 0, stdout: "nothing new to push\n" });
  });

  it("take it from there as users do, and see when it is another", async () => {
    const server = await serveFolder(join(project.root, "dist/repo"), 0);
    const env = { KEYRING: join(project.root, "dist/public.gpg"), RETRY_SECONDS: "0" };
    const good = await ci("verify-published.sh", [server.url, "0.1.0"], env);
    expect({ exitCode: good.exitCode, stderr: good.exitCode === 0 ? "" : good.stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(good.stdout).toContain(`openim 0.1.0 from ${server.url}: pulled, whole, renders`);
    expect((await ci("verify-published.sh", [server.url, "0.2.0"], env)).exitCode).toBe(1);
    project.write("dist/SHA256SUMS", `${"0".repeat(64)}  openim-0.1.0.tgz\n`);
    expect((await ci("verify-published.sh", [server.url, "0.1.0"], env)).exitCode).toBe(1);
    await server.close();
  });

  it("tell of a change what it does to the objects, and that it needs a version", async () => {
    expect(await ci("check-versions.sh", ["origin/main"])).toMatchObject({ exitCode: 0, stderr: "" });
    const before = await ci("diff.sh", ["origin/main"]);
    expect(before).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(/^<!-- rendered-objects -->\n### Rendered objects, compared with [0-9a-f]+\n\n\*\*defaults\*\*: no difference\n$/) });
    project.write("openim.yaml", settings.replace("{ mode: builtin }", "{ resources: { requests: { cpu: 111m } } }"));
    await commit("more for Redis");
    const { exitCode, stdout } = await ci("diff.sh", ["origin/main"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^<details><summary><b>defaults<\/b>: \d+ places differ<\/summary>\n\n```diff\n/m);
    expect(stdout).toMatch(/^[-+!].*50m\n[-+!].*111m$/m);
    expect(stdout).not.toContain("helm.sh/chart");
    expect((await git("worktree", "list")).stdout.trim().split("\n").filter((line) => line.includes("/base"))).toEqual([]);
    const versions = await ci("check-versions.sh", ["origin/main"]);
    expect(versions.exitCode).toBe(1);
    expect(versions.stderr).toContain("charts/redis has changed and is still version 0.1.0: run ./gen bump and ./gen charts");
  });
});

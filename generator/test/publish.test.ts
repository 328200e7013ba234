import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { locateTool } from "../src/io/tools.ts";
import { smallCharts } from "./helpers/small-charts.ts";

const fixture = join(import.meta.dirname, "fixtures", "publish");
const { scratch, program, fresh, gen, beside, start, remove } = smallCharts();
afterAll(remove);

const publish = async (dir: string, env: Record<string, string> = {}) => gen(["publish", "--dir", dir], env);

/** Name, bytes and time of every file: equal means untouched. */
function snapshot(dir: string): Record<string, string> {
  const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  return Object.fromEntries(readdirSync(dir).sort().map((name) => [name, `${digest(join(dir, name))} ${statSync(join(dir, name)).mtimeMs}`]));
}

const contents = (dir: string) => Object.fromEntries(Object.entries(snapshot(dir)).map(([name, value]) => [name, value.split(" ")[0]]));
const versions = (dir: string): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(parse(readFileSync(join(dir, "index.yaml"), "utf8")).entries as Record<string, { version: string }[]>).map(
      ([name, list]) => [name, list.map((entry) => entry.version)],
    ),
  );
const all = ["openim-1.2.3.tgz", "openim-api-1.2.3.tgz", "redis-1.2.3.tgz"];

describe("gen package", () => {
  it("gives the same bytes twice, and does not touch what is right already", async () => {
    const dir = fresh("out");
    const first = await gen(["package", "--out", dir]);
    const before = snapshot(dir);
    const second = await gen(["package", "--out", dir]);
    expect([first.exitCode, second.exitCode, first.stderr, second.stderr]).toEqual([0, 0, "", ""]);
    expect(Object.keys(before)).toEqual(["SHA256SUMS", ...all]);
    expect(snapshot(dir)).toEqual(before);
    expect(second.stdout.match(/unchanged/g)).toHaveLength(3);
  });

  it("gives the same bytes under another clock, umask, folder, locale and order", async () => {
    const here = fresh("here");
    const there = fresh("there");
    const elsewhere = fresh("project");
    cpSync(fixture, elsewhere, { recursive: true, preserveTimestamps: false });
    await gen(["package", "--out", here]);
    const env = { FIXTURE: elsewhere, REVERSED: "1", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Pacific/Apia", SOURCE_DATE_EPOCH: "1" };
    const shifted = join(scratch, "clock.cjs");
    writeFileSync(shifted, "globalThis.Date = class extends Date { constructor(...given) { super(...(given.length > 0 ? given : [4e12])); } static now() { return 4e12; } };\n");
    const command = `umask 077 && exec "$0" --require "$1" "$2" package --out "$3"`;
    const result = await execa("sh", ["-c", command, process.execPath, shifted, program, there], { env, cwd: tmpdir() });
    expect(result.exitCode).toBe(0);
    expect(contents(there)).toEqual(contents(here));
  });

  it("prints JSON", async () => {
    const result = await gen(["package", "--out", fresh("out"), "--json"]);
    expect(JSON.parse(result.stdout)).toMatchObject([{ name: "openim", version: "1.2.3", changed: true }, { name: "openim-api" }, { name: "redis" }]);
  });

  it("is read by tar: plain files, fixed owner and time", async () => {
    const dir = fresh("out");
    await gen(["package", "--out", dir]);
    const { stdout } = await execa("tar", ["--numeric-owner", "-tvzf", join(dir, "openim-1.2.3.tgz")], { env: { TZ: "UTC" } });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^-rw-r--r-- 0\/0 .* 1980-01-01 00:00 openim\/Chart.yaml$/);
    expect(lines.map((line) => line.split(" ").at(-1))).toContain("openim/charts/openim-api/templates/configmap.yaml");
    expect(stdout).not.toMatch(/ci\/|Chart\.lock/);
  });
});

describe("gen publish", () => {
  it("publishes; again is a no-op that touches nothing", async () => {
    const dir = fresh("repo");
    const first = await publish(dir);
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(first.stdout).toContain("3 published, 0 there already");
    const before = snapshot(dir);
    expect(Object.keys(before)).toEqual(["index.yaml", ...all]);
    const folder = statSync(dir).mtimeMs;
    const second = await publish(dir);
    expect(second.stdout).toContain("0 published, 3 there already");
    expect(snapshot(dir)).toEqual(before);
    expect(statSync(dir).mtimeMs).toBe(folder);
  });

  it("refuses other content under a published version: exit 6, both digests, what to do, nothing written", async () => {
    const dir = fresh("repo");
    await publish(dir);
    const before = snapshot(dir);
    const changed = fresh("project");
    cpSync(fixture, changed, { recursive: true });
    writeFileSync(join(changed, "charts/redis/values.yaml"), "greeting: changed\n");
    cpSync(join(changed, "charts/redis"), join(changed, "charts/added"), { recursive: true });
    writeFileSync(join(changed, "charts/added/Chart.yaml"), "apiVersion: v2\nname: added\nversion: 1.2.3\n");
    const result = await publish(dir, { FIXTURE: changed });
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    const digests = parse(readFileSync(join(dir, "index.yaml"), "utf8")).entries.redis[0].digest as string;
    expect(result.stderr).toMatch(/Already published with other content:\n[^]*redis 1\.2\.3\n/);
    expect(result.stderr).toContain(`sha256:${digests}`);
    expect(result.stderr.match(/sha256:[0-9a-f]{64}/g)).toHaveLength(4);
    expect(result.stderr).toContain("raise charts.version in openim.yaml");
    expect(snapshot(dir)).toEqual(before);
    expect((await gen(["publish", "--dry-run", "--dir", dir], { FIXTURE: changed })).exitCode).toBe(6);
  });

  it("adds a new version beside the old ones", async () => {
    const dir = fresh("repo");
    await publish(dir);
    const before = contents(dir);
    expect((await publish(dir, { CHARTS_VERSION: "1.3.0" })).exitCode).toBe(0);
    expect(versions(dir)).toEqual({ openim: ["1.3.0", "1.2.3"], "openim-api": ["1.3.0", "1.2.3"], redis: ["1.3.0", "1.2.3"] });
    for (const name of all) expect(contents(dir)[name]).toBe(before[name]);
  });

  it("says what it would do, and does nothing", async () => {
    const dir = fresh("repo");
    const result = await gen(["publish", "--dir", dir, "--dry-run", "--json"]);
    expect(JSON.parse(result.stdout)).toMatchObject({ added: [{ name: "openim" }, {}, {}], unchanged: [] });
    expect(() => statSync(dir)).toThrow("ENOENT");
  });

  it.each([1, 2, 3, 4])("may be killed after step %i and repeated", async (step) => {
    const whole = fresh("repo");
    const dir = fresh("repo");
    await gen(["publish-hooked", "--dir", whole]);
    const killed = await start(["publish-hooked", "--dir", dir, "--die-after", `${step}`]);
    expect(killed.signal).toBe("SIGKILL");
    expect(readdirSync(dir).includes("index.yaml")).toBe(step === 4);
    const again = await gen(["publish-hooked", "--dir", dir, "--stale", "300"]);
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect(versions(dir)).toEqual(versions(whole));
    for (const name of all) expect(contents(dir)[name]).toBe(contents(whole)[name]);
    if (step < 4) expect(readdirSync(dir).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("keeps the entries of publishers that work at once", async () => {
    const dir = fresh("repo");
    const names = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
    // None of them is dead, however long the machine lets one wait.
    const runs = await Promise.all(names.map(async (CHARTS_VERSION) => beside(["publish-hooked", "--dir", dir, "--slow", "50", "--stale", "60000"], { CHARTS_VERSION })));
    expect(runs.map((run) => [run.exitCode, run.stderr])).toEqual(names.map(() => [0, ""]));
    expect(versions(dir)["openim"]).toEqual([...names].reverse());
    expect(readdirSync(dir)).toHaveLength(1 + 3 * names.length);
  });

  it("calls a changed archive a conflict, and an unlisted one in the way too", async () => {
    const dir = fresh("repo");
    await publish(dir);
    writeFileSync(join(dir, "redis-1.2.3.tgz"), "changed");
    writeFileSync(join(dir, "redis-1.3.0.tgz"), "stray");
    const result = await publish(dir, { CHARTS_VERSION: "1.3.0" });
    expect(result.exitCode).toBe(6);
    expect(result.stderr).toMatch(/Changed after it was published:\n {2}redis 1\.2\.3\n/);
    expect(result.stderr).toMatch(/Not in the index, but an archive with other content lies in its place:\n {2}redis 1\.3\.0\n/);
  });

  it.each([["--url", "charts.example.com"], ["--nonsense"], ["extra"]])("says 2 for wrong usage: %s", async (...args) => {
    expect((await gen(["publish", ...args])).exitCode).toBe(2);
  });

  it("shows an example in each help", async () => {
    for (const name of ["package", "publish", "serve"]) expect((await gen([name, "--help"])).stdout).toContain("Example:");
  });
});

/** `gen serve` until it has printed its address. */
function serve(args: string[]) {
  const child = start(["serve", ...args]);
  const url = new Promise<string>((resolve) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      const found = /helm repo add openim (http:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url };
}

describe("gen serve", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("stops on %s with 0, even while a client is connected", async (signal) => {
    const dir = fresh("repo");
    await publish(dir);
    const { child, url } = serve(["--port", "0", "--dir", dir]);
    expect((await fetch(`${await url}/index.yaml`)).status).toBe(200);
    child.kill(signal);
    expect(await child).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("says 2 when the port is in use, and when there is nothing to serve", async () => {
    const dir = fresh("repo");
    await publish(dir);
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
    });
    const busy = await gen(["serve", "--port", `${port}`, "--dir", dir]);
    taken.close();
    expect(busy.exitCode).toBe(2);
    expect(busy.stderr).toContain(`port ${port} on 127.0.0.1 is in use`);
    const nothing = await gen(["serve", "--dir", fresh("repo")]);
    expect(nothing.exitCode).toBe(2);
    expect(nothing.stderr).toContain("run gen publish first");
    expect((await gen(["serve", "--port", "70000"])).exitCode).toBe(2);
  });
});

/** Helm 3 and 4, from PATH or .tools; HELM names other programs instead, separated as in PATH. */
const given = process.env["HELM"]?.split(delimiter);
const programs = given ?? (await Promise.all(["helm", "helm4"].map(async (name) => (await locateTool(name))?.path ?? name)));
const helms = programs.map((helm) => {
  const found = execaSync(helm, ["version", "--short"], { reject: false });
  return { helm, version: found.failed ? undefined : found.stdout };
});
for (const { helm } of helms.filter(({ version }) => version === undefined)) {
  if (process.env["CI"]) throw new Error(`${helm} is not there, and in CI nothing is skipped`);
  console.warn(`\n!!! ${helm} NOT FOUND: what it makes of the published repository is NOT TESTED (gen doctor --install, or set HELM)\n`);
}

describe.each(helms.filter(({ version }) => version !== undefined))("the repository, to Helm $version", ({ helm, version }) => {
  const dir = fresh("repo");
  const home = fresh("helm");
  const run = async (...args: string[]) =>
    execa(helm, args, { env: { HELM_CONFIG_HOME: home, HELM_CACHE_HOME: home, HELM_DATA_HOME: home, HELM_REPOSITORY_CONFIG: join(home, "repos.yaml"), HELM_REPOSITORY_CACHE: home }, all: true });
  let server: ReturnType<typeof serve>;

  beforeAll(async () => {
    await publish(dir);
    await publish(dir, { CHARTS_VERSION: "1.10.0" });
    server = serve(["--port", "0", "--dir", dir]);
    expect((await run("repo", "add", "openim", await server.url)).stdout).toContain("has been added");
  });
  afterAll(async () => {
    server.child.kill("SIGTERM");
    await server.child;
  });

  it("can be searched", async () => {
    const found = JSON.parse((await run("search", "repo", "openim/", "--versions", "-o", "json")).stdout) as { name: string; version: string }[];
    expect(found.map((row) => `${row.name} ${row.version}`)).toEqual(
      ["openim", "openim-api", "redis"].flatMap((name) => [`openim/${name} 1.10.0`, `openim/${name} 1.2.3`]),
    );
  });

  it("renders the umbrella from the repository, from the pulled archive and unpacked, with no warning", async () => {
    const pulled = fresh("pull");
    mkdirSync(pulled);
    await run("pull", "openim/openim", "--version", "1.2.3", "--destination", pulled);
    await run("pull", "openim/openim", "--version", "1.2.3", "--untar", "--untardir", join(pulled, "x"));
    expect(readFileSync(join(pulled, "openim-1.2.3.tgz")).equals(readFileSync(join(dir, "openim-1.2.3.tgz")))).toBe(true);
    const sources = [["openim/openim", "--version", "1.2.3"], [join(pulled, "openim-1.2.3.tgz")], [join(pulled, "x", "openim")]];
    const renders = await Promise.all(sources.map(async (source) => run("template", "im", ...source)));
    expect(renders.map((render) => render.stderr)).toEqual(["", "", ""]);
    expect(new Set(renders.map((render) => render.stdout)).size).toBe(1);
    expect(renders[0]?.stdout).toContain("name: im-openim-api");
    expect(renders[0]?.stdout).toContain("name: im-redis");
    const off = await run("template", "im", "openim/openim", "--set", "redis.enabled=false");
    expect(off.stdout).not.toContain("name: im-redis");
  });

  it("finds nothing wrong with the archive, and its dependencies inside", async () => {
    const archive = join(dir, "openim-1.2.3.tgz");
    const lint = await run("lint", "--strict", archive);
    expect(lint.all).not.toMatch(/\[(WARNING|ERROR)\]/);
    const list = await run("dependency", "list", archive);
    expect(list.all).not.toMatch(/WARNING/i);
    expect(list.stdout.match(/\bunpacked\b/g)).toHaveLength(2);
    expect((await run("show", "chart", archive)).stdout).toContain("name: openim-api");
  });

  it("can build, update and package a pulled umbrella again, without a network", async () => {
    const pulled = fresh("pull");
    await run("pull", "openim/openim", "--untar", "--untardir", pulled);
    const chart = join(pulled, "openim");
    await run("dependency", "build", chart);
    await run("dependency", "update", chart);
    await run("package", "--dependency-update", "--destination", pulled, chart);
    expect(readdirSync(pulled)).toContain("openim-1.10.0.tgz");
  });

  it.runIf(version?.startsWith("v4"))("installs without a cluster as a dry run, with no warning", async () => {
    const { stdout, stderr } = await run("install", "im", "openim/openim", "--dry-run=client");
    expect(stdout).toContain("STATUS: pending-install");
    expect(stderr).not.toMatch(/warn/i);
  });
});

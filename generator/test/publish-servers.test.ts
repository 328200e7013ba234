import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { publishTargets } from "../src/io/publish-targets.ts";
import type { PublishTarget } from "../src/model/publish-target.ts";
import { startChartMuseum } from "./helpers/chartmuseum.ts";
import { openGate } from "./helpers/gate.ts";
import { throwAwayKey } from "./helpers/key.ts";
import type { Listening } from "./helpers/loopback.ts";
import { login, startRegistry } from "./helpers/registry.ts";
import { smallCharts } from "./helpers/small-charts.ts";
import { foreignPath, toolPath } from "./helpers/tool.ts";

const registry = await toolPath("registry");
const helm = await toolPath("helm");
const helm4 = await toolPath("helm4");
if ((await foreignPath("chartmuseum")) === undefined) console.warn("\n!!! chartmuseum NOT FOUND: publishing to it is tried against an IMITATION; CHARTMUSEUM=<program> tries the real one\n");

const key = await throwAwayKey();

/** A home without any login, unless a test puts one there. */
const home = mkdtempSync(join(tmpdir(), "home-"));
const bare = { HOME: home, XDG_CONFIG_HOME: join(home, "config"), HELM_CONFIG_HOME: join(home, "helm"), HELM_CACHE_HOME: join(home, "cache"), HELM_DATA_HOME: join(home, "data"), DOCKER_CONFIG: join(home, "docker") };
const known = { OPENIM_PUBLISH_USERNAME: login.username, OPENIM_PUBLISH_PASSWORD: login.password };
const charts = smallCharts(bare);
const { gen, fresh } = charts;

afterAll(async () => {
  await key?.remove();
  charts.remove();
  rmSync(home, { recursive: true, force: true });
});

/** The charts with other content under the same version. */
function changedCharts(): string {
  const folder = charts.copy();
  writeFileSync(join(folder, "charts/redis/values.yaml"), "greeting: changed\n");
  return folder;
}

interface Place {
  readonly name: string;
  readonly auth: boolean;
  readonly start: () => Promise<Listening>;
  readonly setting: (host: string) => PublishTarget & { readonly url: string };
}

const places: readonly Place[] = [false, true].flatMap((auth): readonly Place[] => {
  const words = auth ? "that asks for a login" : "open to all";
  const museum: Place = { name: `a ChartMuseum ${words}`, auth, start: () => startChartMuseum(auth), setting: (host) => ({ type: "chartmuseum", url: `http://${host}` }) };
  const oci: Place = { name: `a registry ${words}`, auth, start: () => startRegistry(registry ?? "", auth ? "basic" : "none"), setting: (host) => ({ type: "oci", url: `oci://${host}/team/charts`, plainHTTP: true }) };
  return registry === undefined ? [museum] : [museum, oci];
});

describe.each(places)("$name", ({ auth, start, setting }) => {
  const env = auth ? known : {};
  let server: Listening;
  let to: PublishTarget & { readonly url: string };
  const fetched = async (path: string) => fetch(`http://${server.host}${path}`, { headers: auth ? { Authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}` } : {} });
  /** Charts with versions and digests, as the server tells them. */
  const published = async (): Promise<Record<string, Record<string, string>>> => {
    if (to.type === "chartmuseum") {
      const { entries } = parse(await (await fetched("/index.yaml")).text()) as { readonly entries: Record<string, { readonly version: string; readonly digest: string }[]> };
      return Object.fromEntries(Object.entries(entries).map(([name, list]) => [name, Object.fromEntries(list.map(({ version, digest }) => [version, digest]))]));
    }
    const all: Record<string, Record<string, string>> = {};
    for (const name of ["openim", "openim-api", "redis"]) {
      const { tags } = (await (await fetched(`/v2/team/charts/${name}/tags/list`)).json()) as { readonly tags?: readonly string[] };
      for (const tag of tags ?? []) {
        const manifest = (await (await fetch(`http://${server.host}/v2/team/charts/${name}/manifests/${tag}`, { headers: { Accept: "application/vnd.oci.image.manifest.v1+json", ...(auth ? { Authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}` } : {}) } })).json()) as { readonly layers: readonly { readonly digest: string; readonly mediaType: string }[] };
        // Beside a signature the archive stands before or behind it, as their digests are.
        (all[name] ??= {})[tag] = manifest.layers.find(({ mediaType }) => mediaType.includes("chart.content"))?.digest.replace("sha256:", "") ?? "";
      }
    }
    return all;
  };
  const publish = async (more: Record<string, string> = {}, ...args: string[]) => gen(["publish", "--to", to.url, ...args], { ...env, ...more });
  const hooked = () => ["publish-hooked", "--to", JSON.stringify(to)];

  beforeAll(async () => {
    server = await start();
    to = setting(server.host);
  });
  afterAll(() => server.stop());

  it("says what it would do, publishes, and then finds nothing left to do", async () => {
    expect(await publish({}, "--dry-run")).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("3 to publish, 0 there already") });
    expect(Object.values(await published()).flatMap(Object.keys)).toEqual([]);
    expect(await publish()).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("3 published, 0 there already\nunsigned") });
    const before = await published();
    expect(Object.keys(before).sort()).toEqual(["openim", "openim-api", "redis"]);
    expect(await publish()).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("0 published, 3 there already") });
    expect(await published()).toEqual(before);
  });

  it("refuses other bytes under a published version with 6 and both digests, and changes nothing", async () => {
    await publish();
    const before = await published();
    const result = await publish({ FIXTURE: changedCharts() });
    expect(result).toMatchObject({ exitCode: 6, stdout: "" });
    // The umbrella has the changed chart inside.
    expect(result.stderr).toMatch(/Already published with other content:\n {2}openim 1\.2\.3\n[^]* {2}redis 1\.2\.3\n/);
    expect(result.stderr).toContain(`published: sha256:${before["redis"]?.["1.2.3"]}`);
    expect(result.stderr.match(/new: {7}sha256:[0-9a-f]{64}/g)).toHaveLength(2);
    expect(result.stderr).toContain("Nothing was written");
    expect(await published()).toEqual(before);
  });

  it("keeps what publishers at work at once bring, of different versions and of the same", async () => {
    const versions = ["3.0.0", "3.1.0", "3.2.0", "3.3.0"];
    const runs = await Promise.all([...versions, ...versions].map(async (CHARTS_VERSION) => charts.beside(hooked(), { ...env, CHARTS_VERSION })));
    expect(runs.map((run) => [run.exitCode, run.stderr])).toEqual(runs.map(() => [0, ""]));
    for (const name of ["openim", "openim-api", "redis"]) expect(Object.keys((await published())[name] ?? {})).toEqual(expect.arrayContaining(versions));
  });

  it.each([1, 2, 3])("may be killed after step %i and repeated", async (step) => {
    const CHARTS_VERSION = `4.${step}.0`;
    expect(await charts.start([...hooked(), "--die-after", `${step}`], { ...env, CHARTS_VERSION })).toMatchObject({ signal: "SIGKILL" });
    const partly = Object.values(await published()).filter((versions) => CHARTS_VERSION in versions);
    expect(partly).toHaveLength(step);
    expect(await gen(hooked(), { ...env, CHARTS_VERSION })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(Object.values(await published()).filter((versions) => CHARTS_VERSION in versions)).toHaveLength(3);
  });

  it.runIf(setting("127.0.0.1").type === "oci")("may be killed at each request that changes something, and repeated", async () => {
    const CHARTS_VERSION = "4.4.0";
    let blobs = 0;
    const steps: readonly ((request: string) => boolean)[] = [
      (request) => request.startsWith("POST "),
      (request) => /^PUT .*\/blobs\//.test(request),
      (request) => /^PUT .*\/blobs\//.test(request) && ++blobs === 2,
      (request) => /^PUT .*\/manifests\//.test(request),
    ];
    for (const stops of steps) {
      const gate = await openGate(server.host, stops);
      const run = charts.start(["publish", "--to", `oci://${gate.host}/team/charts`], { ...env, CHARTS_VERSION });
      const where = await Promise.race([gate.held, run.then(({ stderr }) => `nowhere: ${stderr}`)]);
      run.kill("SIGKILL");
      const { signal } = await run;
      await gate.stop();
      expect([signal, where]).toEqual(["SIGKILL", expect.stringMatching(/^(POST|PUT) \/v2\/team\/charts\//)]);
      // A tag comes last, so nobody has seen any of it.
      expect(Object.values(await published()).filter((versions) => CHARTS_VERSION in versions)).toEqual([]);
    }
    expect(await publish({ CHARTS_VERSION })).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("3 published, 0 there already") });
    expect(Object.values(await published()).filter((versions) => CHARTS_VERSION in versions)).toHaveLength(3);
  });

  it.runIf(auth)("says that it has no login, or not the right one, and never what it is", async () => {
    const none = await publish({ OPENIM_PUBLISH_USERNAME: "", OPENIM_PUBLISH_PASSWORD: "" });
    expect(none).toMatchObject({ exitCode: 1, stdout: "" });
    expect(none.stderr).toMatch(to.type === "oci" ? /asks for a login: use helm registry login .* or the variables OPENIM_PUBLISH_USERNAME and OPENIM_PUBLISH_PASSWORD/ : /answered 401.*\(no credentials were found for it\)/);
    const wrong = await publish({ OPENIM_PUBLISH_PASSWORD: "wrong-word-1234" });
    expect(wrong).toMatchObject({ exitCode: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/answered 401.*\(with the credentials that were found\)/);
    expect(wrong.stderr).not.toMatch(/wrong-word|d3Jvbmctd29yZ/);
    const half = await publish({ OPENIM_PUBLISH_PASSWORD: "" });
    expect(half).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("OPENIM_PUBLISH_PASSWORD is not set") });
  });

  it.runIf(auth)("takes variables of its own name", async () => {
    const named = { ...to, credentialsEnv: "TEAM" };
    const run = await gen(["publish-hooked", "--to", JSON.stringify(named)], { TEAM_USERNAME: login.username, TEAM_PASSWORD: login.password, CHARTS_VERSION: "5.0.0" });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("gives back the newest of each chart, to compare with, and the newest up to a version", async () => {
    await publish();
    await publish({ CHARTS_VERSION: "1.10.0" });
    const [target] = await publishTargets([to], { folder: (path) => ({ path, label: path }), env: { ...bare, ...env } });
    const digests = await published();
    for (const since of [undefined, "1.9.9"]) {
      const found = (await target?.newest(["openim", "openim-api", "redis", "nothing"], since)) ?? [];
      expect(found.map((chart) => chart.name).sort()).toEqual(["openim", "openim-api", "redis"]);
      for (const { name, version, bytes } of found) {
        if (since !== undefined) expect(version).toBe("1.2.3");
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(digests[name]?.[version]);
      }
    }
  });

  it.skipIf(key === undefined)("carries signatures, of what it publishes and of what is there without", async () => {
    const signing = { ...key?.env, CHARTS_VERSION: "6.0.0" };
    await publish({ CHARTS_VERSION: "6.0.0" });
    const before = await published();
    const added = await publish(signing, "--sign", key?.fingerprint ?? "");
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    expect(added.stdout).toMatch(/0 published, 3 there already, 3 signed\nsigned by Throw Away <key@example\.com>, [0-9A-F]{40}$/);
    expect(await published()).toEqual(before);
    expect((await publish(signing, "--sign", key?.fingerprint ?? "")).stdout).toMatch(/0 published, 3 there already\n/);
    expect((await publish({ ...signing, CHARTS_VERSION: "6.1.0" }, "--sign", key?.fingerprint ?? "")).stdout).toMatch(/3 published, 0 there already, 3 signed\n/);
    for (const client of [helm, helm4].filter((h) => h !== undefined)) {
      for (const version of ["6.0.0", "6.1.0"]) {
        const folder = fresh("pull");
        mkdirSync(folder);
        const access = auth ? ["--username", login.username, "--password", login.password] : [];
        const source = to.type === "oci" ? [`${to.url}/openim`, "--plain-http"] : ["openim", "--repo", to.url];
        const pulled = await execa(client, ["pull", ...source, ...access, "--version", version, "--destination", folder, "--verify", "--keyring", key?.keyring ?? ""], { env: bare, reject: false, all: true });
        expect({ exitCode: pulled.exitCode, all: pulled.all }).toMatchObject({ exitCode: 0, all: expect.stringMatching(/Signed by: ?Throw Away/) });
      }
    }
  });

  describe.each([helm, helm4].filter((h) => h !== undefined))("to Helm's own commands (%s)", (client) => {
    const run = async (...args: readonly string[]) => execa(client, args, { env: bare, all: true, reject: false });
    const access = auth ? ["--username", login.username, "--password", login.password] : [];

    it("can be added, searched and pulled from, byte by byte", async () => {
      await publish();
      const folder = fresh("pull");
      mkdirSync(folder);
      if (to.type === "chartmuseum") {
        expect(await run("repo", "add", "openim", to.url, "--force-update", ...access)).toMatchObject({ exitCode: 0 });
        expect((await run("search", "repo", "openim/", "--versions")).all).toMatch(/openim\/redis\s+1\.2\.3/);
        expect(await run("pull", "openim/openim", "--version", "1.2.3", "--destination", folder)).toMatchObject({ exitCode: 0 });
      } else {
        if (auth) expect(await run("registry", "login", server.host, "--plain-http", ...access)).toMatchObject({ exitCode: 0 });
        expect(await run("pull", `${to.url}/openim`, "--version", "1.2.3", "--plain-http", "--destination", folder)).toMatchObject({ exitCode: 0 });
        expect((await run("show", "chart", `${to.url}/redis`, "--version", "1.2.3", "--plain-http")).stdout).toContain("name: redis");
      }
      const pulled = readFileSync(join(folder, "openim-1.2.3.tgz"));
      expect(createHash("sha256").update(pulled).digest("hex")).toBe((await published())["openim"]?.["1.2.3"]);
      // Rendered from where it was published, and from the archive alone.
      const source = to.type === "oci" ? [`${to.url}/openim`, "--plain-http"] : ["openim/openim"];
      const there = await run("template", "im", ...source, "--version", "1.2.3");
      const here = await run("template", "im", join(folder, "openim-1.2.3.tgz"));
      expect(there.exitCode).toBe(0);
      // Helm 4 tells on the same stream what it has pulled.
      expect(there.stdout.replace(/^Pulled: .*\nDigest: .*\n/, "")).toBe(here.stdout);
      expect(here.stdout).toContain("name: im-openim-api");
    });

    it.runIf(auth)("shares the login that was given to them", async () => {
      const run1 = await gen(["publish", "--to", to.url, "--dry-run"]);
      expect(run1).toMatchObject({ exitCode: 0, stderr: "" });
    });
  });
});

it.skipIf(registry === undefined)("two registries get the same manifest, whenever it is pushed", async () => {
  const digests: (string | null)[] = [];
  for (const TZ of ["Pacific/Apia", "UTC"]) {
    const server = await startRegistry(registry ?? "");
    const { exitCode } = await charts.start(["publish", "--to", `oci://${server.host}/charts`], { TZ });
    const reply = await fetch(`http://${server.host}/v2/charts/openim/manifests/1.2.3`, { headers: { Accept: "application/vnd.oci.image.manifest.v1+json" } });
    const text = await reply.text();
    // Before anything can fail, so that no server stays.
    await server.stop();
    expect([exitCode, text.includes('"created"') || text.includes("image.created")]).toEqual([0, false]);
    digests.push(reply.headers.get("docker-content-digest"));
  }
  expect(digests[0]).toMatch(/^sha256:/);
  expect(digests[1]).toBe(digests[0]);
});

describe.skipIf(registry === undefined).each([helm, helm4].filter((h) => h !== undefined))("a manifest beside that of helm push (%s)", (client) => {
  it.each([{ name: "unsigned" }, ...(key === undefined ? [] : [{ name: "signed", sign: key }])])("is the same byte by byte without the time, $name", async ({ sign }: { readonly sign?: typeof key }) => {
    const folder = fresh("repo");
    const signing = sign === undefined ? [] : ["--sign", sign.fingerprint];
    const server = await startRegistry(registry ?? "");
    const runs = [await gen(["publish", "--dir", folder, ...signing], sign?.env), await gen(["publish", "--to", `oci://${server.host}/ours`, ...signing], sign?.env)];
    const charts = ["openim", "openim-api", "redis"];
    const pushes = await Promise.all(charts.map((name) => execa(client, ["push", join(folder, `${name}-1.2.3.tgz`), `oci://${server.host}/theirs`, "--plain-http"], { env: bare, reject: false })));
    const [ours, theirs] = await Promise.all(["ours", "theirs"].map((place) => Promise.all(charts.map(async (name) => (await fetch(`http://${server.host}/v2/${place}/${name}/manifests/1.2.3`, { headers: { Accept: "application/vnd.oci.image.manifest.v1+json" } })).text()))));
    await server.stop();
    expect([...runs, ...pushes].map((run) => run.exitCode)).toEqual([0, 0, 0, 0, 0]);
    const digests = (text: string): readonly string[] => (JSON.parse(text) as { readonly layers: readonly { readonly digest: string }[] }).layers.map((l) => l.digest);
    const both = [...(ours ?? []), ...(theirs ?? [])].map(digests);
    expect(both).toEqual(both.map((list) => [...list].sort()));
    expect(both.map((list) => list.length)).toEqual(both.map(() => (sign === undefined ? 1 : 2)));
    // A signature has its own time in it, so each signing is another layer, and may stand at another place.
    const comparable = (text: string): string => {
      const signature = /,?\{"mediaType":"[^"]*\.prov"[^}]*\},?/.exec(text)?.[0] ?? "";
      return text.replace(signature, "");
    };
    expect(ours?.map(comparable)).toEqual(theirs?.map((text) => comparable(text.replace(/"org\.opencontainers\.image\.created":"[^"]*",/, ""))));
    expect(theirs?.every((text) => text.includes("image.created"))).toBe(true);
  });
});

it("sends one password to one place alone", async () => {
  const two: readonly PublishTarget[] = [{ type: "oci", url: "oci://one.acme.io/charts" }, { type: "chartmuseum", url: "https://two.acme.io" }];
  const make = async (settings: readonly PublishTarget[]) => publishTargets(settings, { folder: (path) => ({ path, label: path }), env: { ...bare, ...known } });
  await expect(make(two)).rejects.toThrow(/OPENIM_PUBLISH_PASSWORD would be sent to one\.acme\.io and two\.acme\.io/);
  expect(await make(two.map((t) => (t.type === "oci" ? { ...t, credentialsEnv: "ONE" } : t)))).toHaveLength(2);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { merge, type JsonObject } from "../src/model/json.ts";
import { differences, load, started, unsaid, type Loaded, type Started } from "./helpers/openim-reads.ts";
import { realCatalog, realResult } from "./helpers/real.ts";
import { inParallel } from "./helpers/render.ts";
import { render, type Variant } from "./helpers/renders.ts";
import { toolPath } from "./helpers/tool.ts";
import { everything } from "./helpers/variants.ts";

const helm = (await toolPath("helm")) ?? "";
const reader = (await toolPath("openim-config")) ?? "";
const { plan } = realResult();
if (plan === undefined) throw new Error(JSON.stringify(realResult().diagnostics, null, 2));
const catalog = realCatalog();
const umbrella = plan.charts.at(-1);

/** All that a site can bring of its own, so that every variable of every program is set. */
const broughtAlong = [
  ...plan.charts.filter((c) => c.component.key !== undefined && c.component.switch === undefined && c.component.enabled !== false).map((c): JsonObject => ({ [c.name]: { enabled: false }, global: { openim: { [c.component.key ?? ""]: { addresses: [`${c.name}.stores.example.com:7000`], existingSecret: `site-${c.name}` } } } })),
  ...Object.keys(catalog.release.secrets).map((name): JsonObject => ({ global: { openim: { credentials: { mode: "existing", [name]: { existingSecret: `site-${name}` } } } } })),
].reduce<JsonObject>(merge, { global: { openim: { publicURL: "https://im.example.com" } } });

const renders: readonly Variant[] = [
  ...plan.environments.map((e) => ({ name: e.name, chart: "openim", values: e.values })),
  ...Object.entries(umbrella?.ci ?? {}).map(([name, values]) => ({ name, chart: "openim", values })),
  everything(plan),
  { name: "brought along", chart: "openim", values: broughtAlong },
];

/** Keys that OpenIM's types have and no chart says, and why. */
const without: readonly { readonly key: RegExp; readonly because: string }[] = [
  { key: /^discovery\.yml: zooKeeper\./, because: "the charts find each other by etcd" },
  { key: /^log\.yml: withStack$/, because: "nothing in this release asks for it" },
  { key: /^openim-rpc-third\.yml: object\.aws\.endpoint$/, because: "it is not handed on to the client of the store" },
  { key: /^webhooks\.yml: \w+\.(allowedTypes|deniedTypes|attentionIds)$/, because: "asked about messages alone (internal/rpc/msg/filter.go)" },
];

describe.skipIf(helm === "" || reader === "")("OpenIM's own types and loader", () => {
  const folder = mkdtempSync(join(tmpdir(), "gen-reads-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let pods: readonly (Started & { readonly render: string })[] = [];
  let held: readonly Loaded[] = [];
  let folders = 0;
  const read = (pod: Started) => load(reader, catalog, pod, join(folder, `${folders++}`));

  beforeAll(async () => {
    const all = (await inParallel(renders, async (v) => started(catalog, (await render(helm, v)).objects).map((pod) => ({ render: v.name, ...pod })))).flat();
    // Most programs are started alike in most renders; each way once.
    pods = [...new Map(all.map((pod) => [JSON.stringify([pod.component.name, pod.command, pod.env, pod.files]), pod])).values()];
    held = await inParallel(pods, read);
  });

  it("are asked about every program", () => {
    const programs = [...catalog.components.values()].filter((c) => c.binary !== undefined).map((c) => c.name);
    expect([...new Set(pods.map((pod) => pod.component.name))].sort()).toEqual(programs.sort());
    expect(pods.length).toBeGreaterThan(2 * programs.length);
    // Whatever the catalogue takes from a Secret or from the pod is a variable of some render.
    const variables = new Set(pods.flatMap((pod) => Object.keys(pod.env)));
    expect(variables.size).toBeGreaterThan(40);
  });

  it("hold what is rendered, leaf by leaf, and what every variable says", () => {
    expect(pods.flatMap((pod, i) => differences(catalog, pod, held[i] ?? {}).map((line) => `${pod.render}: ${pod.object}: ${line}`))).toEqual([]);
  });

  it("have no key that no chart says, but for those with a reason", () => {
    const keys = [...new Set(pods.flatMap((pod, i) => unsaid(pod, held[i] ?? {})))];
    expect(keys.filter((key) => !without.some((w) => w.key.test(key)))).toEqual([]);
    expect(without.filter((w) => !keys.some((key) => w.key.test(key)))).toEqual([]);
  });

  const damages: readonly { readonly name: string; readonly damage: (pod: Started) => Started; readonly want: RegExp }[] = [
    { name: "a misspelt key", damage: (pod) => ({ ...pod, files: { ...pod.files, "mongodb.yml": (pod.files["mongodb.yml"] ?? "").replace(/^maxPoolSize:/m, "maxPoolSise:") } }), want: /^mongodb\.yml: maxPoolSise: OpenIM has no such key$/ },
    { name: "a key in the wrong place", damage: (pod) => ({ ...pod, files: { ...pod.files, "log.yml": `${pod.files["log.yml"]}\nlog:\n  isJson: true\n` } }), want: /^log\.yml: log\.isJson: OpenIM has no such key$/ },
    { name: "a misspelt variable", damage: ({ env: { IMENV_REDIS_PASSWORD = "", ...env }, ...pod }) => ({ ...pod, env: { ...env, IMENV_REDIS_PASSWRD: IMENV_REDIS_PASSWORD } }), want: /^IMENV_REDIS_PASSWRD does not arrive$/ },
    { name: "a variable that hides a section", damage: (pod) => ({ ...pod, env: { ...pod.env, USER: "root" } }), want: /^local-cache\.yml: user\.slotNum: \d+ became 0$/ },
  ];

  it.each(damages)("find $name", async ({ damage, want }) => {
    const pod = pods.find((p) => p.component.name === "openim-rpc-msg");
    if (pod === undefined) throw new Error("no rpc-msg");
    const wrong = damage(pod);
    expect(differences(catalog, wrong, await read(wrong))).toEqual(expect.arrayContaining([expect.stringMatching(want)]));
  });

  it("refuse a value of another type, as the program would", async () => {
    const pod = pods.find((p) => p.component.name === "openim-rpc-msg") as Started;
    const wrong = { ...pod, files: { ...pod.files, "redis.yml": (pod.files["redis.yml"] ?? "").replace(/^db:.*$/m, "db: many") } };
    await expect(read(wrong)).rejects.toThrow(/redis\.yml: Error: failed to unmarshal config/);
  });
});

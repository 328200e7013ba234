import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { generate, type Inputs } from "../src/cli/generate.ts";
import type { Memory } from "../src/cli/memory.ts";
import { prepare, type Prepared } from "../src/cli/prepare.ts";
import { sizesAnswer } from "../src/cli/sizes.ts";
import type { MemoryShareEntry } from "../src/model/catalog.ts";
import { at, setAt, type Json, type JsonObject } from "../src/model/json.ts";
import { bytes, milliCores } from "../src/model/quantity.ts";
import { total, type Sizes } from "../src/model/sizes.ts";
import { surgeOf } from "../src/plan/pods.ts";
import { sizesOf } from "../src/plan/sizes.ts";
import { containers, list, podTemplate, type Rendered } from "../src/verify/objects.ts";
import { once } from "./helpers/once.ts";
import { minimal, project, realInputs } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

/** Every profile, watched and not, as an environment of the project's own openim.yaml. */
const helm = await toolPath("helm");
const profiles = ["lite", "small", "medium", "large"];
const rows = profiles.flatMap((profile) => [false, true].map((watched) => ({ name: `${profile}${watched ? "-watched" : ""}`, profile, watched })));
const settings: JsonObject = {
  ...(parse(readFileSync(join(project, "openim.yaml"), "utf8")) as JsonObject),
  environments: Object.fromEntries(rows.map(({ name, profile, watched }) => [name, { publicURL: `https://${name}.acme.io`, profile, observability: { enabled: watched } }])),
};
/** The catalogue is read once: there are many questions to it. */
const memories = { catalogue: memory(), templates: memory() };
const inputsOf = (text: string): Inputs => realInputs(text, { memory: memories });
const inputs = inputsOf(stringify(settings));
const result = once(() => generate(inputs));
const prepared = once((): Prepared => {
  const { prepared: made } = prepare(inputs);
  if (made === undefined) throw new Error("not prepared");
  return made;
});

function sizes(name: string): Sizes {
  const { catalog, schemas, stackWith } = prepared();
  return sizesOf(catalog, schemas, stackWith(name, []));
}

const scratch = mkdtempSync(join(tmpdir(), "gen-sizes-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const rendered = new Map<string, Promise<readonly Rendered[]>>();

/** The umbrella as Helm renders it for an environment. */
function objects(name: string): Promise<readonly Rendered[]> {
  const file = join(scratch, `${name}.yaml`);
  const make = (): Promise<readonly Rendered[]> => {
    writeFileSync(file, stringify(result().plan?.environments.find((e) => e.name === name)?.values));
    return renderChart({ helm: helm ?? "", chart: "openim", files: [file] });
  };
  const known = rendered.get(name) ?? make();
  rendered.set(name, known);
  return known;
}

/** Pods as an object of Kubernetes makes them, counted by hand: what all containers ask for, or more where an init container does. */
function podsOf(object: Rendered): Json {
  const template = podTemplate(object) ?? {};
  const init = list(template, "spec", "initContainers");
  const beside = containers(template).filter((c) => !init.includes(c));
  const most = (read: (value: Json | undefined) => number | undefined, ...path: readonly string[]): number => {
    const of = (c: JsonObject): number => read(at(c, ["resources", ...path])) ?? Number.NaN;
    return Math.max(beside.reduce((sum, c) => sum + of(c), 0), ...init.map(of));
  };
  return {
    name: String(at(template, ["metadata", "labels", "app.kubernetes.io/name"])),
    count: Number(at(object.value, ["spec", "replicas"]) ?? 1),
    job: object.kind === "Job",
    surge: surgeOf((at(object.value, ["spec", "strategy", "rollingUpdate", "maxSurge"]) ?? 0) as number | string, Number(at(object.value, ["spec", "replicas"]) ?? 1)),
    cpu: most(milliCores, "requests", "cpu"),
    memory: most(bytes, "requests", "memory"),
    limit: most(bytes, "limits", "memory"),
    volume: list(object.value, "spec", "volumeClaimTemplates").reduce((sum, c) => sum + (bytes(at(c, ["spec", "resources", "requests", "storage"])) ?? Number.NaN), 0),
  };
}

describe("the profiles", () => {
  it("are these, each without a word against it, with observability and without", () => {
    expect(Object.keys(prepared().catalog.profiles)).toEqual(profiles);
    expect(result().diagnostics).toEqual([]);
    expect(result().tree).toBeDefined();
  });

  it("name components and values that there are", () => {
    const environments = Object.entries(prepared().catalog.profiles).map(([name, profile]) => {
      let said: JsonObject = { publicURL: `https://${name}.acme.io`, nodes: profile.nodes as unknown as Json, ...profile.settings };
      for (const [component, { replicas, resources, values }] of Object.entries(profile.components)) {
        const block: JsonObject = { ...(replicas === undefined ? {} : { replicas }), ...(resources === undefined ? {} : { resources: resources as unknown as Json }), ...values };
        const group = prepared().catalog.components.get(component)?.group ?? "modules";
        said = setAt(said, [group, component], { ...((at(said, [group, component]) ?? {}) as JsonObject), ...block });
      }
      return [name, said] as const;
    });
    const { diagnostics } = prepare(inputsOf(stringify({ environments: Object.fromEntries(environments) })));
    expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  });

  it("begin at the entries, whatever size the charts were made for", () => {
    const values = (base: string) => generate(inputsOf(`${minimal}profile: ${base}\nenvironments: { it: { profile: medium } }\n`)).plan?.environments[0]?.full;
    const fromLarge = values("large");
    expect(fromLarge).toBeDefined();
    // What is off keeps the defaults of its chart.
    const on = [...prepared().catalog.components.values()].filter((c) => c.group !== "umbrella" && c.switch === undefined && c.enabled !== false).map((c) => c.name);
    const fromMedium = values("medium");
    for (const name of on) expect({ name, block: at(fromLarge, [name]) }).toEqual({ name, block: at(fromMedium, [name]) });
    expect(on.length).toBeGreaterThan(20);
  });
});

describe.each(rows)("$name", ({ name, profile, watched }) => {
  it.skipIf(helm === undefined)("asks for what Helm renders, pod by pod", async () => {
    const workloads = (await objects(name)).filter((o) => ["Deployment", "StatefulSet", "DaemonSet", "Job"].includes(o.kind));
    const want = workloads.map(podsOf).sort(byText);
    const found = sizes(name).pods.map(({ name: pod, count, job, surge, requests, memoryLimit, volume }) => ({ name: pod, count, job, surge, cpu: requests.cpu, memory: requests.memory, limit: memoryLimit, volume }));
    expect(found.length).toBeGreaterThan(20);
    expect([...found].sort(byText)).toEqual(want);
  });

  it("fits its nodes, one of several away, with a tenth of each left to the system", () => {
    const { nodes, fit, pods } = sizes(name);
    const declared = prepared().catalog.profiles[profile]?.nodes;
    expect(nodes).toEqual({ count: declared?.count, cpu: milliCores(declared?.cpu), memory: bytes(declared?.memory), reserved: 0.1 });
    expect(fit?.count).toBe(nodes === undefined || nodes.count === 1 ? 1 : nodes.count - 1);
    expect(fit?.homeless).toEqual([]);
    const { requests } = total(pods);
    expect(requests.cpu).toBeLessThan((nodes?.cpu ?? 0) * (fit?.count ?? 0) * 0.9);
    expect(requests.memory).toBeLessThan((nodes?.memory ?? 0) * (fit?.count ?? 0) * 0.9);
    // No pod may take more than a node has.
    for (const pod of pods) expect(pod.memoryLimit, pod.name).toBeLessThan(nodes?.memory ?? 0);
    // A limit is never below the request.
    for (const pod of pods) expect(pod.memoryLimit, pod.name).toBeGreaterThanOrEqual(pod.requests.memory);
  });

  it("has room for an upgrade that replaces everything at once", () => {
    const { fit, rollout, pods } = sizes(name);
    expect(rollout?.pods).toBe(pods.reduce((all, p) => all + p.surge, 0));
    if (fit?.count === 1) expect(rollout?.requests.memory).toBeLessThanOrEqual(fit.left.memory);
    expect(rollout).toMatchObject({ waiting: [], stuck: [] });
    // The smallest replaces its modules where they are; the door stays open in every size.
    const surge = (component: string): number | undefined => pods.find((p) => p.name === component)?.surge;
    expect([surge("openim-rpc-msg"), surge("openim-edge"), surge("openim-crontask")]).toEqual([profile === "lite" ? 0 : 1, 1, 0]);
  });

  it("has connections for every pool, also while pods are replaced", () => {
    const { pools } = sizes(name);
    const { catalog } = prepared();
    for (const pool of pools) expect(pool.sum, pool.store).toBeLessThanOrEqual(pool.limit - pool.reserve);
    // Everything that opens connections to a store by a file with a pool is counted.
    const users = (store: string) => [...catalog.components.values()].filter((c) => c.needs.stores?.includes(store) && c.files?.some((id) => catalog.config.get(id)?.keys.some((k) => k.pool?.store === store))).map((c) => c.name);
    expect(pools.map((p) => [p.store, p.clients.map((c) => c.component)])).toEqual(["mongodb", "redis"].map((store) => [store, users(store)]));
    expect(users("mongodb")).toHaveLength(9);
    expect(users("redis")).toHaveLength(10);
  });

  it.skipIf(helm === undefined)("tells server and clients the numbers that were counted", async () => {
    const all = await objects(name);
    for (const { store, limit, clients } of sizes(name).pools.filter((p) => p.store === "mongodb")) {
      const server = containers(podTemplate(all.find((o) => o.kind === "StatefulSet" && o.name === `openim-${store}`) as Rendered) ?? {})[0];
      expect(JSON.stringify(at(server, ["args"]) ?? at(server, ["command"]))).toContain(`--maxConns=${limit}"`);
      for (const { component, pool } of clients) {
        const file = at(all.find((o) => o.kind === "ConfigMap" && o.source.includes(`/${component}/`))?.value, ["data", `${store}.yml`]);
        expect(at(parse(String(file)) as JsonObject, ["maxPoolSize"]), component).toBe(pool);
      }
    }
  });

  it("has heaps and caches that leave their container what it needs", () => {
    const { shares } = sizes(name);
    expect(shares.map((s) => s.component)).toEqual(["kafka", "mongodb", "redis"]);
    for (const share of shares) expect(share.bytes, share.component).toBeLessThanOrEqual(share.allowed);
  });

  it("has a partition for every consumer", () => {
    const { partitions } = sizes(name);
    expect(partitions.map((p) => p.component)).toEqual(["openim-msgtransfer", "openim-push"]);
    for (const { pods, partitions: most } of partitions) expect(pods).toBeLessThanOrEqual(most);
    expect(new Set(partitions.map((p) => p.partitions))).toEqual(new Set([profile === "large" ? 16 : 8]));
  });

  it("has as many members of each store as that store can use", () => {
    const count = (component: string): number => sizes(name).pods.find((p) => p.name === component)?.count ?? 0;
    const many = ["medium", "large"].includes(profile);
    expect(Object.fromEntries(["mongodb", "kafka", "etcd"].map((store) => [store, count(store)]))).toEqual(many ? { mongodb: 3, kafka: 3, etcd: 3 } : { mongodb: 1, kafka: 1, etcd: 1 });
    expect(["redis", "object-storage"].map(count)).toEqual([1, 1]);
    expect(["prometheus", "loki", "grafana", "alloy"].map(count)).toEqual(watched ? [1, 1, 1, 1] : [0, 0, 0, 0]);
    expect(count("alertmanager")).toBe(!watched ? 0 : profile === "large" ? 2 : 1);
  });

  it("has a volume for a rewritten file of Redis and a full database of etcd beside the old one", () => {
    const volume = (component: string): number => sizes(name).pods.find((p) => p.name === component)?.volume ?? 0;
    const full = result().plan?.environments.find((e) => e.name === name)?.full;
    expect(volume("redis")).toBeGreaterThan(3 * (sizes(name).shares.find((s) => s.component === "redis")?.bytes ?? Number.NaN));
    expect(volume("etcd")).toBeGreaterThanOrEqual(2 * Number(at(full, ["etcd", "quotaBackendBytes"])));
  });
});

describe("what just fits and what does not", () => {
  const { catalog } = prepared();
  const on = (store: string): string => (catalog.components.get(store)?.enabled === false ? "mode: builtin, " : "");
  const cases: readonly { readonly store: string; readonly value: string; readonly fits: Json; readonly more: Json }[] = [
    { store: "kafka", value: "heap", fits: "768m", more: "769m" },
    { store: "redis", value: "maxmemory", fits: "343mb", more: "344mb" },
    { store: "mongodb", value: "cacheSizeGB", fits: 0.57, more: 0.58 },
    { store: "mysql", value: "bufferPoolSize", fits: "1248M", more: "1249M" },
    { store: "zookeeper", value: "heapMB", fits: 256, more: 257 },
  ];
  const codes = (text: string): readonly string[] => prepare(inputsOf(`${minimal}${text}`)).diagnostics.map((d) => d.code).filter((c) => c !== "infra-unneeded");

  it("is told for every value that the catalogue knows", () => {
    const known = [...catalog.components.values()].flatMap((c) => ((c.extra["memoryShares"] ?? []) as unknown as readonly MemoryShareEntry[]).map((s) => `${c.name}.${s.value}`));
    expect(cases.map((c) => `${c.store}.${c.value}`).sort()).toEqual([...known].sort());
  });

  it.each(cases)("$store: $value $fits, $more", ({ store, value, fits, more }) => {
    expect(codes(`infra: { ${store}: { ${on(store)}${value}: ${fits} } }\n`)).toEqual([]);
    expect(codes(`infra: { ${store}: { ${on(store)}${value}: ${more} } }\n`)).toEqual(["memory-share"]);
  });

  it("pools: 18 pods of 36 have 650 connections, of 37 they have not", () => {
    const pools = (size: number): string => `config: { mongodb: { maxPoolSize: ${size} }, chat-mongodb: { maxPoolSize: ${size} } }\n`;
    expect([codes(pools(36)), codes(pools(37))]).toEqual([[], ["pools-above-limit"]]);
  });

  it("pools of a store that is the site's own are its own affair", () => {
    expect(codes('infra: { mongodb: { mode: external, addresses: ["db.acme.io:27017"], existingSecret: db } }\nconfig: { mongodb: { maxPoolSize: 1000 } }\n')).toEqual([]);
  });

  it("nodes: of two one must do", () => {
    const nodes = (memory: string): string => `nodes: { count: 2, cpu: 4, memory: ${memory} }\n`;
    expect([codes(nodes("5Gi")), codes(nodes("3Gi"))]).toEqual([[], ["no-room"]]);
  });
});

describe("gen sizes", () => {
  const plain = inputsOf(minimal);

  it("prints a line for each profile, watched and not", () => {
    const { exitCode, text = "" } = sizesAnswer(plain, {});
    expect(exitCode).toBe(0);
    const lines = text.split("\n");
    expect(lines[0]).toMatch(/^ +pods +CPU +memory +memory limits +volumes +nodes +left with one away +more at an upgrade +connections to mongodb +connections to redis$/);
    expect(lines.slice(1, 9).map((line) => line.split(/ {2,}/)[0])).toEqual(profiles.flatMap((p) => [p, `${p} + observability`]));
    expect(text).not.toContain("NO ROOM");
  });

  it("is what docs/sizes.md shows", () => {
    const shown = /^```text\n([\s\S]*?)\n```$/m.exec(readFileSync(join(project, "docs/sizes.md"), "utf8"))?.[1];
    expect(shown).toBe(sizesAnswer(plain, {}).text);
  });

  it("prints the same figures for programs", () => {
    const all = JSON.parse(sizesAnswer(plain, { json: true }).text ?? "") as readonly { readonly name: string; readonly observability: boolean; readonly total: Json }[];
    expect(all.map((r) => `${r.name} ${r.observability}`)).toEqual(rows.map((r) => `${r.profile} ${r.watched}`));
    expect(all.map((r) => r.total)).toEqual(rows.map((r) => total(sizes(r.name).pods)));
  });

  it("prints each component of one profile", () => {
    const { text = "" } = sizesAnswer(plain, { profile: "medium" });
    expect(text).toMatch(/^mongodb +3 +1\.02 +4\.1Gi +4\.4Gi +100Gi +cacheSizeGB 1\.8, 45 %$/m);
    expect(text).toMatch(/^kafka-setup \(job\) +1 /m);
    expect(text).toMatch(/^mongodb +openim-rpc-user +3 +60 +config\.mongodb\.maxPoolSize$/m);
  });

  it("prints one environment, as openim.yaml has it", () => {
    const external = inputsOf(`${minimal}environments: { prod: { profile: medium, infra: { mongodb: { mode: external, addresses: ["db.acme.io:27017"], existingSecret: db } } } }\n`);
    const { text = "" } = sizesAnswer(external, { env: "prod" });
    expect(text.split("\n")[1]).toMatch(/^prod /);
    expect(text).not.toMatch(/^mongodb /m);
  });

  it("shows what does not fit, though it is refused elsewhere", () => {
    const { exitCode, text = "" } = sizesAnswer(inputsOf(`${minimal}nodes: { count: 1, cpu: 1, memory: 2Gi }\ninfra: { kafka: { heap: 2g } }\n`), { profile: "small" });
    expect(exitCode).toBe(0);
    expect(text).toContain("NO ROOM: ");
    expect(text).toMatch(/^small: no node has room for .*openim-/m);
    expect(text).toMatch(/^kafka .*heap 2g, 133 %$/m);
  });

  it.each([
    { options: { profile: "huge" }, want: "`huge`" },
    { options: { env: "prod" }, want: "`prod`" },
  ])("does not know $want", ({ options, want }) => {
    const { exitCode, faults } = sizesAnswer(plain, options);
    expect([exitCode, faults.map((f) => f.code)]).toEqual([2, ["unknown-key"]]);
    expect(faults[0]?.message).toContain(want);
  });
});

function memory(): Memory {
  const kept = new Map<string, string>();
  return { recall: (key) => kept.get(key), remember: (key, text) => void kept.set(key, text) };
}

function byText(a: unknown, b: unknown): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

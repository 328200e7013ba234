import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../src/cli/generate.ts";
import type { Component } from "../src/model/catalog.ts";
import { at, type JsonObject } from "../src/model/json.ts";
import { storesOf } from "../src/plan/graph.ts";
import { containers, list, podTemplate, type Rendered } from "../src/verify/objects.ts";
import { minimal, realCatalog, realInputs, realResult } from "./helpers/real.ts";
import { inParallel, renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

/** Stores that the site brings: how they are reached, and what of them is refused. */
const helm = await toolPath("helm");
const stores = [...realCatalog().components.values()].filter((c): c is Component & { key: string } => c.key !== undefined && c.modes?.includes("external") === true);
const charts = realResult().plan?.charts ?? [];
const needers = (store: Component): readonly Component[] => charts.map((c) => c.component).filter((c) => storesOf(c).includes(store.name));

async function render(chart: string, ...set: readonly string[]): Promise<readonly Rendered[]> {
  if (helm === undefined) throw new Error("no helm");
  return renderChart({ helm, chart, set });
}

const block = (store: { readonly key: string }, settings: Readonly<Record<string, string>>): readonly string[] => Object.entries(settings).map(([name, value]) => `global.openim.${store.key}.${name}=${value}`);
const named = (addresses: readonly string[]): string => `{${addresses.join(",")}}`;
const of = (objects: readonly Rendered[], kind: string): JsonObject => objects.find((o) => o.kind === kind)?.value ?? {};

/** How each form of an address is let through: a policy knows no names. */
const forms = [
  { address: "store.example.com:7001", rule: { ports: [{ port: 7001 }] } },
  { address: "192.0.2.7:7002", rule: { ports: [{ port: 7002 }], to: [{ ipBlock: { cidr: "192.0.2.7/32" } }] } },
  { address: "[2001:db8::7]:7003", rule: { ports: [{ port: 7003 }], to: [{ ipBlock: { cidr: "2001:db8::7/128" } }] } },
];
const used = stores.flatMap((store) => needers(store).map((chart) => ({ chart: chart.name, kind: chart.kind, name: store.name, store, all: store.extra["oneAddress"] === undefined && chart.group === "modules", measures: chart.needs.metrics === true })));

describe.skipIf(helm === undefined)("a store of the site", () => {
  it("is one of every store that OpenIM needs", () => {
    const needed = [...new Set(charts.filter((c) => c.component.group === "modules").flatMap((c) => c.component.needs.stores ?? []))].sort();
    expect(needed).toEqual(["etcd", "kafka", "mongodb", "object-storage", "redis"]);
    expect(stores.map((s) => s.name)).toEqual(expect.arrayContaining(needed));
  });

  it.each(used)("$name is reached by $chart where it is, by name and by address, and the built-in one is not", async ({ chart, kind, store, all, measures }) => {
    // Who may use the first alone is shown one after the other.
    const groups = all ? [forms] : forms.map((form) => [form]);
    for (const group of groups) {
      const objects = await render(chart, "global.openim.publicURL=https://im.example.com", ...block(store, { addresses: named(group.map((f) => f.address)), existingSecret: "site" }));
      const egress = list(of(objects, "NetworkPolicy"), "spec", "egress");
      for (const { rule } of group) expect(egress).toContainEqual(rule);
      // Who measures has a way to everything that is built in.
      if (!measures) expect(JSON.stringify(egress)).not.toContain(`"app.kubernetes.io/name":"${store.name}"`);
      const told = JSON.stringify(objects.filter((o) => o.kind === "ConfigMap" && o.name === `openim-${chart.replace(/^openim-/, "")}`));
      for (const { address } of group) expect(told).toContain(address);
      expect(JSON.stringify(objects)).not.toContain(`openim-${store.name}:`);
      if (kind === "module") {
        const wait = containers(podTemplate(objects.find((o) => o.kind === "Deployment") as Rendered) ?? {}).find((c) => c["name"] === "wait");
        expect(wait?.["command"]).toEqual(expect.arrayContaining(group.map((f) => `${store.name}=${store.wait ?? "tcp"}://${f.address}`)));
      }
    }
  });

  it("leaves no object of the built-in one", async () => {
    const own = stores.filter((s) => needers(s).some((c) => c.group === "modules"));
    const objects = await render("openim", "global.openim.publicURL=https://im.example.com", ...own.flatMap((s) => [`${s.name}.enabled=false`, ...block(s, { addresses: "{store.example.com:7001}", existingSecret: "site" })]));
    expect(own.flatMap((s) => objects.filter((o) => o.source.includes(`/charts/${s.name}/`)))).toEqual([]);
    expect(objects.filter((o) => o.kind === "StatefulSet")).toEqual([]);
  });
});

/** A configuration file of a chart, and what stands beside it in the pod. */
async function configured(chart: string, file: string, set: readonly string[]): Promise<{ readonly file: JsonObject; readonly pod: JsonObject; readonly containers: readonly JsonObject[] }> {
  const objects = await render(chart, "global.openim.publicURL=https://im.example.com", ...set);
  const pod = podTemplate(objects.find((o) => o.kind === "Deployment") as Rendered) ?? {};
  return { file: parse(String(at(of(objects, "ConfigMap"), ["data", file]))) as JsonObject, pod, containers: containers(pod) };
}
const variables = (container: JsonObject | undefined): Readonly<Record<string, JsonObject>> => Object.fromEntries(list(container ?? {}, "env").map((e) => [String(e["name"]), e]));

describe.skipIf(helm === undefined)("what a store of the site may be", () => {
  it("MongoDB: members of a replica set, or a whole connection string from the Secret", async () => {
    const set = block({ key: "mongodb" }, { addresses: "{m-0:27017,m-1:27017}", existingSecret: "site", database: "im", authSource: "admin" });
    const { file, containers: all } = await configured("openim-rpc-user", "mongodb.yml", set);
    expect(file).toMatchObject({ address: ["m-0:27017", "m-1:27017"], database: "im", authSource: "admin" });
    const from = (key: string): JsonObject => ({ valueFrom: { secretKeyRef: { name: "site", key, optional: true } } });
    expect(variables(all.find((c) => c["name"] === "openim-rpc-user"))).toMatchObject({ IMENV_MONGODB_USERNAME: from("username"), IMENV_MONGODB_PASSWORD: from("password"), IMENV_MONGODB_URI: from("uri") });
    const tls = await configured("openim-rpc-user", "mongodb.yml", [...set, "global.openim.mongodb.tlsSecret=ca"]);
    expect(list(tls.pod, "spec", "volumes")).toContainEqual({ name: "mongodb-tls", secret: expect.objectContaining({ secretName: "ca" }) as unknown });
    expect(list(tls.containers.find((c) => c["name"] === "openim-rpc-user") ?? {}, "volumeMounts")).toContainEqual({ name: "mongodb-tls", mountPath: "/mongodb-tls", readOnly: true });
    // The built-in one has a user, and no string.
    const ours = variables((await configured("openim-rpc-user", "mongodb.yml", [])).containers.find((c) => c["name"] === "openim-rpc-user"));
    expect([ours["IMENV_MONGODB_URI"], at(ours["IMENV_MONGODB_PASSWORD"] ?? {}, ["valueFrom", "secretKeyRef"])]).toEqual([undefined, { name: "openim-mongodb", key: "password" }]);
  });

  it("MongoDB: a user and a password of any characters, which OpenIM would put into an address as they are", async () => {
    const { containers: all } = await configured("openim-rpc-user", "mongodb.yml", []);
    const command = (all.find((c) => c["name"] === "openim-rpc-user")?.["command"] ?? []) as readonly string[];
    const script = String(command[2]).replace(/^exec .*$/m, 'printf "%s\\n%s" "$IMENV_MONGODB_USERNAME" "$IMENV_MONGODB_PASSWORD"');
    const credentials = { IMENV_MONGODB_USERNAME: "open/im@acme", IMENV_MONGODB_PASSWORD: `%a:b@c/d%40 "e" 'f' \\$HOME \`g\` #?&+é` };
    const { stdout } = await execa("sh", ["-c", script], { env: credentials });
    expect(stdout.split("\n").map(decodeURIComponent)).toEqual(Object.values(credentials));
    expect(stdout).not.toMatch(/[:@/]/);
    // What the charts generate stays as it is, and nothing stays nothing: a whole connection string needs neither.
    expect((await execa("sh", ["-c", script], { env: { IMENV_MONGODB_USERNAME: "openim", IMENV_MONGODB_PASSWORD: "aB3" } })).stdout).toBe("openim\naB3");
    expect((await execa("sh", ["-c", `set -u; ${script}`])).stdout).toBe("");
  });

  it("Redis: a single server with a database number, or seeds of a cluster", async () => {
    const single = await configured("openim-rpc-auth", "redis.yml", block({ key: "redis" }, { addresses: "{r:6379}", db: "3" }));
    expect(single.file).toMatchObject({ redisMode: "standalone", address: ["r:6379"], db: 3 });
    const cluster = await configured("openim-rpc-auth", "redis.yml", block({ key: "redis" }, { addresses: "{r-0:6379,r-1:6379}", redisMode: "cluster" }));
    expect(cluster.file).toMatchObject({ redisMode: "cluster", address: ["r-0:6379", "r-1:6379"] });
  });

  it("Kafka: TLS with an authority and a client certificate, for OpenIM and for what prepares its topics", async () => {
    const set = block({ key: "kafka" }, { addresses: "{k-0:9093,k-1:9093}", replicationFactor: "3", "tls.enabled": "true", "tls.existingSecret": "tls", "tls.clientCertificate": "true" });
    const { file, pod, containers: all } = await configured("openim-msgtransfer", "kafka.yml", set);
    expect(file).toMatchObject({ address: ["k-0:9093", "k-1:9093"], tls: { enableTLS: true, caCrt: "/kafka-tls/ca.crt", clientCrt: "/kafka-tls/tls.crt", clientKey: "/kafka-tls/tls.key", insecureSkipVerify: false } });
    expect(list(pod, "spec", "volumes")).toContainEqual({ name: "kafka-tls", secret: expect.objectContaining({ secretName: "tls" }) as unknown });
    for (const name of ["prepare-kafka", "openim-msgtransfer"]) expect(list(all.find((c) => c["name"] === name) ?? {}, "volumeMounts")).toContainEqual({ name: "kafka-tls", mountPath: "/kafka-tls", readOnly: true });
    expect(variables(all.find((c) => c["name"] === "prepare-kafka"))).toMatchObject({ BOOTSTRAP: { value: "k-0:9093,k-1:9093" }, TLS: { value: "true" }, REPLICATION_FACTOR: { value: "3" } });
    const plain = await configured("openim-msgtransfer", "kafka.yml", block({ key: "kafka" }, { addresses: "{k:9092}" }));
    expect(plain.file).toMatchObject({ tls: { enableTLS: false, caCrt: "", clientCrt: "", clientKey: "" } });
  });

  it("etcd: several members, and a prefix of its own", async () => {
    const { file } = await configured("openim-api", "discovery.yml", block({ key: "etcd" }, { addresses: "{e-0:2379,e-1:2379,e-2:2379}", rootDirectory: "second" }));
    expect(file).toMatchObject({ enable: "etcd", etcd: { address: ["e-0:2379", "e-1:2379", "e-2:2379"], rootDirectory: "second" } });
  });

  it("object storage: http through the edge, or https at an address of its own", async () => {
    const address = (more: Readonly<Record<string, string>>) => configured("openim-rpc-third", "minio.yml", block({ key: "objectStorage" }, { addresses: "{s3.example.com:9000}", ...more }));
    expect((await address({ bucket: "pictures" })).file).toMatchObject({ bucket: "pictures", internalAddress: "http://s3.example.com:9000", externalAddress: "https://im.example.com/im-minio-api" });
    expect((await address({ insecure: "false", externalURL: "https://s3.example.com" })).file).toMatchObject({ internalAddress: "https://s3.example.com:9000", externalAddress: "https://s3.example.com" });
  });
});

interface Requirement {
  readonly setting: string;
  readonly needs: string;
  readonly reason: string;
}
const entries = <T>(store: Component, key: string): readonly T[] => (store.extra[key] ?? []) as readonly T[];
const refusals = stores.flatMap((store) =>
  Object.entries((store.extra["refused"] ?? {}) as Readonly<Record<string, string | Readonly<Record<string, string>>>>).flatMap(([setting, why]) =>
    typeof why === "string" ? [{ store: store.name, setting, value: "{ some: thing }", reason: why }] : Object.entries(why).map(([value, reason]) => ({ store: store.name, setting, value, reason })),
  ),
);
const requirements = stores.flatMap((store) => entries<Requirement>(store, "requires").map((r) => ({ store: store.name, key: store.key, ...r })));
const single = stores.filter((s) => s.extra["oneAddress"] !== undefined);

/** What openim.yaml is told about a block of a store: code, line and column, and the text. */
function said(store: string, settings: string): { readonly codes: readonly string[]; readonly text: string } {
  const { diagnostics } = generate(realInputs(`${minimal}infra:\n  ${store}:\n    mode: external\n    addresses: ["store.example.com:7001"]\n    existingSecret: site\n${settings}`));
  return { codes: diagnostics.map((d) => `${d.code} ${d.position?.line ?? 0}`), text: diagnostics.map((d) => `${d.message} ${d.hint}`).join("\n") };
}

/** A setting below a block, by its path. */
const written = (path: string, value: unknown): string => {
  const [head = "", ...rest] = path.split(".");
  return rest.length === 0 ? `    ${head}: ${String(value)}\n` : `    ${head}: { ${rest.join(": { ")}: ${String(value)}${" }".repeat(rest.length)}\n`;
};

describe("what this release cannot do with a store of the site", () => {
  it("is known: at least what people ask for most", () => {
    expect(refusals.map((r) => `${r.store}.${r.setting}`)).toEqual(expect.arrayContaining(["redis.tls", "redis.sentinel", "redis.redisMode", "etcd.tls", "kafka.sasl", "kafka.compression", "mongodb.tls", "object-storage.iamRole"]));
  });

  it.each(refusals)("$store: $setting $value is refused, with the way out", ({ store, setting, value, reason }) => {
    const { codes, text } = said(store, written(setting, value));
    expect(codes).toEqual(["unsupported-setting 7"]);
    expect(text).toContain(reason);
  });

  it.each(requirements)("$store: $setting is refused without $needs", ({ store, setting, needs, reason }) => {
    // Whatever else it needs is there.
    const others = requirements.filter((r) => r.store === store && r.needs !== needs && r.setting !== setting).map((r) => r.needs);
    const values: Record<string, JsonObject> = {};
    for (const path of [setting, ...others]) {
      const [head = "", leaf = ""] = path.split(".");
      values[head] = { ...values[head], [leaf]: path.endsWith("Secret") ? "site" : true };
    }
    const { codes, text } = said(store, Object.entries(values).map(([head, value]) => `    ${head}: ${JSON.stringify(value)}\n`).join(""));
    expect(codes).toEqual(["setting-needs-setting 7"]);
    expect(text).toContain(reason);
  });

  it.each(single.map((s) => ({ store: s.name })))("$store: a second address is refused: nobody would use it", ({ store }) => {
    const { diagnostics } = generate(realInputs(`${minimal}infra:\n  ${store}:\n    mode: external\n    addresses: ["a:1", "b:2"]\n    existingSecret: site\n`));
    expect(diagnostics.map((d) => `${d.code} ${d.position?.line ?? 0}:${d.position?.column ?? 0}`)).toEqual(["unused-address 5:16"]);
  });
});

describe.skipIf(helm === undefined)("values that somebody wrote himself", () => {
  const umbrella = (...set: readonly string[]): Promise<readonly Rendered[]> => render("openim", "global.openim.publicURL=https://im.example.com", ...set);

  it("are refused where a second address would not be used, and where a setting means nothing alone", async () => {
    const wrong = [
      ...single.map((s) => ({ set: [`${s.name}.enabled=false`, ...block(s, { addresses: "{a:1,b:2}", existingSecret: "site" })], says: `global.openim.${s.key}.addresses names several servers` })),
      ...requirements.map((r) => ({ set: [`${r.store}.enabled=false`, ...block(r, { addresses: "{a:1}", [r.setting]: r.setting.endsWith("Secret") ? "site" : "true" })], says: r.needs })),
    ];
    expect(wrong.length).toBeGreaterThan(5);
    const failures = await inParallel(wrong, ({ set }) => umbrella(...set).then(() => "", String));
    wrong.forEach(({ says }, i) => expect(failures[i]).toContain(says));
  });

  it("may name seeds of a Redis cluster", async () => {
    expect((await umbrella("redis.enabled=false", "global.openim.redis.addresses={a:1,b:2}", "global.openim.redis.redisMode=cluster")).length).toBeGreaterThan(50);
  });

  it("are refused where this release knows no such setting", async () => {
    await expect(umbrella("global.openim.redis.redisMode=sentinel")).rejects.toThrow("redisMode");
    for (const setting of ["redis.tls", "etcd.tls", "kafka.sasl", "mongodb.tls"]) await expect(umbrella(`global.openim.${setting}.enabled=true`)).rejects.toThrow(setting.split(".")[1]);
  });
});

import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../src/cli/generate.ts";
import { at, type JsonObject } from "../src/model/json.ts";
import { fileTree } from "../src/model/tree.ts";
import { containers, list, podTemplate, readObjects, type Rendered } from "../src/verify/objects.ts";
import { askHelm } from "./helpers/ask-helm.ts";
import { minimal, realInputs, realResult } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

/** Stores that OpenIM does not use, and systems of a site that do. */
const helm = await toolPath("helm");

async function render(chart: string, ...set: readonly string[]): Promise<readonly Rendered[]> {
  const { exitCode, stdout, stderr } = await askHelm(helm ?? "", ["template", "openim", `charts/${chart}`, "--namespace", "im", ...set.flatMap((s) => ["--set", s])]);
  if (exitCode !== 0) throw new Error(stderr);
  return readObjects(stdout);
}

const named = (objects: readonly Rendered[], kind: string, name: string): JsonObject => objects.find((o) => o.kind === kind && o.name === name)?.value ?? {};
const names = (objects: readonly Rendered[]): readonly string[] => objects.map((o) => `${o.kind} ${o.name}`);
const companion = "name: openim-companion\nkind: module\ndescription: A companion system.\npart: server\nbinary: companion\nneeds: { stores: [mysql, zookeeper] }\n";

function withCompanion(settings: string): { readonly codes: readonly string[]; readonly text: (path: string) => string } {
  const { diagnostics, tree } = generate(realInputs(`${minimal}extraModules: [site]\n${settings}`, { extra: () => fileTree([["site/companion.yaml", companion]]) }));
  return { codes: diagnostics.map((d) => d.code), text: (path) => tree?.get(path) ?? "" };
}

describe("MySQL and ZooKeeper for a module of the site", () => {
  it("are off in the umbrella, where nobody needs them", () => {
    const values = parse(realResult().tree?.get("charts/openim/values.yaml") ?? "") as JsonObject;
    expect([values["mysql"], values["zookeeper"]]).toEqual([{ enabled: false }, { enabled: false }]);
  });

  it("are missed when they are left off", () => {
    expect(withCompanion("").codes).toEqual(["infra-off", "infra-off"]);
  });

  it("are waited for, and let through in both directions, when they are built in", () => {
    const { codes, text } = withCompanion("infra: { mysql: { mode: builtin }, zookeeper: { mode: builtin } }\n");
    expect(codes).toEqual([]);
    for (const store of ["mysql", "zookeeper"]) {
      expect(text(`charts/${store}/templates/networkpolicy.yaml`)).toMatch(/^ +- openim-companion$/m);
      expect(text("charts/openim-companion/templates/networkpolicy.yaml")).toContain(`app.kubernetes.io/name: ${store}\n`);
      expect(text("charts/openim-companion/templates/deployment.yaml")).toContain(`${store}=tcp://{{ . }}`);
    }
  });

  it("may be the site's own", () => {
    const mode = (address: string): string => `{ mode: external, addresses: ["${address}"], existingSecret: site }`;
    const { codes, text } = withCompanion(`environments: { prod: { infra: { mysql: ${mode("db.acme.io:3306")}, zookeeper: ${mode("zk.acme.io:2181")} } } }\n`);
    expect(codes).toEqual([]);
    expect(at(parse(text("values/prod/openim.yaml")) as JsonObject, ["global", "openim", "mysql"])).toEqual({ addresses: ["db.acme.io:3306"], existingSecret: "site" });
  });
});

describe.skipIf(helm === undefined)("MySQL", () => {
  it("is one server, without what only several need", async () => {
    const objects = await render("mysql");
    expect(names(objects)).not.toContain("Service openim-mysql-read");
    expect(objects.map((o) => o.kind)).not.toContain("PodDisruptionBudget");
  });

  it("has a Service that leads to the primary alone, and one to all", async () => {
    const objects = await render("mysql", "replicaCount=3", "primary=1");
    expect(at(named(objects, "Service", "openim-mysql"), ["spec", "selector"])).toMatchObject({ "statefulset.kubernetes.io/pod-name": "openim-mysql-1" });
    expect(at(named(objects, "Service", "openim-mysql-read"), ["spec", "selector"])).not.toHaveProperty(["statefulset.kubernetes.io/pod-name"]);
    const env = list(containers(podTemplate(objects.find((o) => o.kind === "StatefulSet") as Rendered) ?? {})[0] ?? {}, "env");
    expect(env.find((e) => e["name"] === "PRIMARY")).toMatchObject({ value: "openim-mysql-1" });
    expect(objects.map((o) => o.kind)).toContain("PodDisruptionBudget");
  });

  it("refuses a primary that is no member", async () => {
    await expect(render("mysql", "primary=1")).rejects.toThrow("primary is 1, but members are counted from 0 and there are 1");
    expect(names(await render("mysql", "replicaCount=0"))).toContain("StatefulSet openim-mysql");
  });

  it("has an exporter, and a password for it, only when it is watched", async () => {
    const seen = async (...set: readonly string[]): Promise<unknown> => {
      const pod = podTemplate((await render("mysql", ...set)).find((o) => o.kind === "StatefulSet") as Rendered) ?? {};
      const secret = list(pod, "spec", "volumes").find((v) => v["name"] === "credentials") ?? {};
      return [containers(pod).map((c) => c["name"]), list(secret, "secret", "items").map((i) => i["key"])];
    };
    const keys = ["username", "password", "root-password", "replication-password"];
    expect(await seen()).toEqual([["mysql"], keys]);
    expect(await seen("global.openim.observability.enabled=true")).toEqual([["mysql", "exporter"], [...keys, "metrics-password"]]);
  });
});

describe.skipIf(helm === undefined)("ZooKeeper", () => {
  const cfg = (objects: readonly Rendered[]): string => String(at(named(objects, "ConfigMap", "openim-zookeeper"), ["data", "zoo.cfg"]));

  it.each([1, 3, 5])("knows its servers from their number alone: %i", async (n) => {
    const objects = await render("zookeeper", `replicaCount=${n}`);
    const servers = [...cfg(objects).matchAll(/^server\.(\d)=openim-zookeeper-(\d)\.openim-zookeeper-headless\.im\.svc:2888:3888;2181$/gm)].map((m) => [Number(m[1]), Number(m[2])]);
    expect(servers).toEqual(n === 1 ? [] : Array.from({ length: n }, (_, i) => [i + 1, i]));
    expect(/^clientPort=2181$/m.test(cfg(objects))).toBe(n === 1);
    expect(/^quorum\.auth\.serverRequireSasl=true$/m.test(cfg(objects))).toBe(n > 1);
    expect(objects.some((o) => o.kind === "PodDisruptionBudget")).toBe(n > 1);
  });

  it("asks every client for a login, and can do it", async () => {
    for (const line of ["enforce.auth.enabled=true", "enforce.auth.schemes=sasl", "fips-mode=false"]) expect(cfg(await render("zookeeper"))).toContain(`${line}\n`);
  });

  it("refuses a number that has no better majority than a smaller one", async () => {
    await expect(render("zookeeper", "replicaCount=2")).rejects.toThrow("replicaCount");
  });

  it("has metrics only when it is watched", async () => {
    expect(cfg(await render("zookeeper"))).not.toContain("metricsProvider");
    expect(cfg(await render("zookeeper", "global.openim.observability.enabled=true"))).toContain("metricsProvider.httpPort=7000\n");
  });
});

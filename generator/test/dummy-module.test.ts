import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../src/cli/generate.ts";
import type { JsonObject } from "../src/model/json.ts";
import { fileTree, type FileTree } from "../src/model/tree.ts";
import { makeProject } from "./helpers/project.ts";
import { minimal, realInputs } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

/** One file of a site is one more chart, and everything around it follows. No code knows its name. */
const name = "openim-dummy";
const entry = `name: ${name}
kind: module
description: A module of the site.
part: server
binary: dummy
images:
  main: { registry: registry.acme.io, repository: acme/dummy, tag: v1.2.3 }
ports:
  - { name: http, number: 18099, protocol: http, service: true }
  - { name: metrics, number: 12099, protocol: http, metrics: true }
needs:
  stores: [redis, etcd]
  modules: ["openim-rpc-msg:grpc"]
probes:
  readiness: { tcp: http }
  liveness: { http: metrics, path: /metrics }
resources: { requests: { cpu: 55m, memory: 77Mi }, limits: { memory: 256Mi } }
alerts:
  - { alert: DummyTired, expr: "dummy_tired{$job} > 0", for: 1m, severity: info, summary: The dummy is tired, description: Let it sleep. }
`;
const withConfig = `${entry}files: [openim-dummy, discovery, share, log]\n`.replace("service: true }", "key: api.ports, service: true }");
const config = `# The dummy's own file.

# Where it answers.
api:
  # The port.
  # @fixed
  ports:
    - 18099
# Which model.
# @enum small, big
model: small
# Where clients find it.
# @from publicURL/dummy
url: ""
# Token of the vendor.
# @secret push dummy-token?
token: ""
`;
const settings = `${minimal}extraModules: [site]\nenvironments: { prod: { modules: { ${name}: { replicas: 3 } } } }\n`;
const helm = await toolPath("helm");

function treeOf(text: string, files: Readonly<Record<string, string>>): FileTree {
  const { tree, diagnostics } = generate(realInputs(text, { extra: () => fileTree(Object.entries(files)) }));
  expect(diagnostics).toEqual([]);
  return tree ?? fileTree([]);
}

describe("one more catalogue file", () => {
  const without = treeOf(minimal, {});
  const tree = treeOf(settings, { [`site/${name}.yaml`]: entry });
  const text = (path: string): string => tree.get(path) ?? "";
  const yaml = (path: string): JsonObject => parse(text(path)) as JsonObject;

  it("is one more chart, with all that a chart of its kind has", () => {
    const ours = (t: FileTree, chart: string) => [...t.keys()].filter((path) => path.startsWith(`charts/${chart}/templates/`)).map((path) => path.slice(`charts/${chart}/`.length));
    const charts = (t: FileTree) => [...new Set([...t.keys()].flatMap((path) => /^charts\/([^/]+)\//.exec(path)?.[1] ?? []))];
    expect(charts(tree).sort()).toEqual([...charts(without), name].sort());
    expect(ours(tree, name)).toEqual(ours(tree, "openim-api"));
    expect(yaml(`charts/${name}/Chart.yaml`)).toMatchObject({ name, description: "A module of the site.", version: "0.1.0", appVersion: "v1.2.3" });
  });

  it("is a dependency of the umbrella, with a condition, in its lock and its values", () => {
    const dependency = { name, version: "0.1.0", repository: `file://../${name}` };
    expect(yaml("charts/openim/Chart.yaml")["dependencies"]).toContainEqual({ ...dependency, condition: `${name}.enabled` });
    expect(yaml("charts/openim/Chart.lock")["dependencies"]).toContainEqual(dependency);
    expect(yaml("charts/openim/values.yaml")[name]).toEqual({ enabled: true });
    expect(text("charts/openim/README.md")).toContain(`| [${name}](../${name}/README.md) | A module of the site. |`);
  });

  it("has values that its schema accepts, strictly", () => {
    const values = yaml(`charts/${name}/values.yaml`);
    expect(values).toMatchObject({ image: { registry: "registry.acme.io", repository: "acme/dummy", tag: "v1.2.3" }, replicaCount: 1, resources: { requests: { cpu: "55m", memory: "77Mi" } } });
    const check = new Ajv({ strict: false }).compile(JSON.parse(text(`charts/${name}/values.schema.json`)) as object);
    expect(check(values), JSON.stringify(check.errors)).toBe(true);
    expect(check({ ...values, replicaCuont: 2 })).toBe(false);
  });

  it("can be set in openim.yaml like every other, and differs by environment", () => {
    expect(JSON.parse(text("schemas/openim.schema.json"))).toMatchObject({ properties: { modules: { properties: { [name]: { properties: { replicas: { type: "integer" } } } } } } });
    expect(yaml(`values/prod/${name}.yaml`)).toEqual({ replicaCount: 3 });
    expect(yaml("values/prod/openim.yaml")[name]).toEqual({ replicaCount: 3 });
  });

  it("has a network policy, and so have those that it calls", () => {
    const own = text(`charts/${name}/templates/networkpolicy.yaml`);
    for (const neighbour of ["openim-rpc-msg", "redis", "etcd"]) {
      expect(own).toContain(`app.kubernetes.io/name: ${neighbour}\n`);
      const theirs = `charts/${neighbour}/templates/networkpolicy.yaml`;
      expect(text(theirs)).toMatch(new RegExp(`^ +- ${name}$`, "m"));
      expect(without.get(theirs)).not.toContain(name);
      expect(text(`charts/${neighbour}/README.md`)).toContain(name);
    }
    // And nobody else lets it in; Prometheus asks for its metrics.
    const open = [...tree].filter(([path, t]) => path.endsWith("/networkpolicy.yaml") && t.includes(name)).map(([path]) => path.split("/")[1]);
    expect(open).toEqual(["etcd", name, "openim-rpc-msg", "prometheus", "redis"]);
  });

  it("is measured, and has alerts of its own and those of every component, with their sections in the runbook", () => {
    const port = `              ${name};metrics|\\\n`;
    expect(text("charts/prometheus/templates/configmap.yaml")).toContain(port);
    const rules = yaml(`charts/prometheus/rules/${name}.yaml`);
    expect(rules).toEqual(yaml(`charts/${name}/alerts.yaml`));
    const alerts = (rules["groups"] as { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[])[0]?.rules ?? [];
    expect(alerts.map((r) => r.alert)).toEqual(["TargetDown", "TargetGone", "Restarting", "DummyTired"]);
    for (const rule of alerts) expect(rule.expr).toContain(`{job="${name}"}`);
    expect(text("docs/runbook.md")).toContain("## DummyTired\n");
  });

  it("is acted on by scripts/openim after what it needs, and switched on where it is", () => {
    const row = (path: string) => text(path).split("\n").find((line) => line.startsWith(`${name}\t`))?.split("\t");
    const needs = ["etcd", "kafka", "mongodb", "openim-credentials", "openim-rpc-conversation", "openim-rpc-friend", "openim-rpc-group", "openim-rpc-msg", "openim-rpc-user", "redis"];
    expect(row("scripts/components.tsv")).toEqual([name, "3", "on", needs.join(",")]);
    expect(row("values/prod/components.tsv")).toEqual(row("scripts/components.tsv"));
    expect(text("scripts/cluster.tsv")).toContain("image\tacme/dummy\tamd64,arm64\n");
  });

  it("is described in a README of its own", () => {
    const readme = text(`charts/${name}/README.md`);
    for (const part of [`# ${name}\n`, "A module of the site.", "| http | 18099 | http |", "calls openim-rpc-msg on 10280", "`replicaCount`"]) expect(readme).toContain(part);
  });

  it("changes nothing of the charts that have nothing to do with it", () => {
    const changed = [...without].filter(([path, before]) => tree.get(path) !== before).map(([path]) => path.split("/").slice(0, 2).join("/"));
    expect([...new Set(changed)].sort()).toEqual(["charts/etcd", "charts/openim", "charts/openim-rpc-msg", "charts/prometheus", "charts/redis", "docs/runbook.md", "schemas/openim.schema.json", "scripts/cluster.tsv", "scripts/components.tsv"]);
  });
});

describe("a module of the site with a configuration file of its own", () => {
  const files = { [`site/${name}.yaml`]: withConfig, "site/config/server/openim-dummy.yml": config };
  const tree = treeOf(settings.replace("replicas: 3 }", `replicas: 3 } }, config: { ${name}: { model: big }`), files);
  const text = (path: string): string => tree.get(path) ?? "";

  it("ships the file, mounts it, and lets its keys be set, strictly", () => {
    expect(text(`charts/${name}/config/openim-dummy.yml`)).toContain("# One of: small, big.\nmodel: small\n");
    expect(text(`charts/${name}/templates/configmap.yaml`)).toContain("openim-dummy.yml: |");
    expect(parse(text(`values/prod/${name}.yaml`))).toEqual({ replicaCount: 3, config: { model: "big" } });
    const check = new Ajv({ strict: false }).compile(JSON.parse(text(`charts/${name}/values.schema.json`)) as object);
    const values = parse(text(`charts/${name}/values.yaml`)) as JsonObject;
    expect(check({ ...values, config: { model: "big" } })).toBe(true);
    expect(check({ ...values, config: { model: "huge" } })).toBe(false);
    // What the charts own cannot be set.
    expect(check({ ...values, config: { api: { ports: [1] } } })).toBe(false);
  });

  it("computes what is computed, and takes secrets from variables", () => {
    expect(text(`charts/${name}/templates/_config.tpl`)).toContain('url: {{ printf "%s/dummy" (trimSuffix "/" .Values.global.openim.publicURL) | quote }}');
    expect(text(`charts/${name}/templates/deployment.yaml`)).toContain("- name: IMENV_OPENIM_DUMMY_TOKEN\n");
    expect(text(`charts/${name}/templates/deployment.yaml`)).toContain("- name: IMENV_SHARE_SECRET\n");
  });

  it("is refused where it says what no release reads, with its own keys for a suggestion", () => {
    const { diagnostics } = generate(realInputs(`${minimal}extraModules: [site]\nconfig: { ${name}: { modle: big } }\n`, { extra: () => fileTree(Object.entries(files)) }));
    expect(diagnostics.map((d) => [d.code, d.hint])).toEqual([["unknown-key", "Did you mean `model`?"]]);
  });
});

describe("the command", () => {
  const project = makeProject(settings.replace("[site]", "[./site, more/]"));
  afterAll(() => project.remove());

  it.skipIf(helm === undefined)("reads the folders, beside openim.yaml, and Helm and Kubernetes accept what comes of them", async () => {
    project.write(`site/${name}.yaml`, withConfig);
    project.write("site/config/server/openim-dummy.yml", config);
    project.write("more/openim-plain.yaml", entry.replaceAll(name, "openim-plain").replace("modules: [", "modules: [\"openim-dummy:http\", "));
    project.write("more/openim-page.yaml", "name: openim-page\nkind: front\ndescription: A page.\nimages: { main: { registry: r.acme.io, repository: acme/page, tag: v1.0.0 } }\nports: [{ name: http, number: 80, protocol: http, service: true }]\nprobes: { readiness: { http: http, path: / }, liveness: { tcp: http } }\nresources: { requests: { cpu: 5m, memory: 16Mi }, limits: { memory: 64Mi } }\n");
    // Its image is one more that a mirror needs.
    expect((await project.gen(["charts", "--no-tools"])).stderr).toContain("`registry.acme.io/acme/dummy:v1.2.3` (openim-dummy, openim-plain) is not in images.lock");
    expect(await project.gen(["images", "lock"])).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout, stderr } = await project.gen(["charts"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("helm");
    expect(project.read("charts/openim/Chart.yaml")).toMatch(/name: openim-dummy\n[\s\S]*name: openim-page\n[\s\S]*name: openim-plain\n/);
    expect(project.read(`charts/${name}/templates/networkpolicy.yaml`)).toContain("- openim-plain\n");
  });

  it("reports mistakes in them where they are", async () => {
    project.write(`site/${name}.yaml`, entry.replace("stores: [redis", "stores: [radis"));
    project.write("more/openim-plain.yaml", "name: openim-plain\n");
    const { exitCode, stderr } = await project.gen(["charts", "--no-tools"]);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("at more/openim-plain.yaml:1:1");
    project.write("more/openim-plain.yaml", entry.replaceAll(name, "openim-plain"));
    expect((await project.gen(["charts", "--no-tools"])).stderr).toContain(`at ./site/${name}.yaml:12:12`);
  });
});

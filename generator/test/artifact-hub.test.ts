import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../src/cli/generate.ts";
import type { JsonObject } from "../src/model/json.ts";
import { artifactHubFile } from "../src/publish/artifact-hub.ts";
import { throwAwayKey } from "./helpers/key.ts";
import { minimal, realInputs, realResult } from "./helpers/real.ts";
import { smallCharts } from "./helpers/small-charts.ts";

/*
 * What `ah lint` asks of Helm charts, and what a chart needs so that its page at Artifact Hub is not half empty. Annotations are those
 * of Artifact Hub's own description for Helm.
 */
const text = { type: "string", minLength: 1 };
const address = { type: "string", pattern: "^https://\\S+$" };
const object = (properties: object, required = Object.keys(properties)) => ({ type: "object", additionalProperties: false, required, properties });
const annotation: Readonly<Record<string, object>> = {
  changes: { type: "array", minItems: 1, items: object({ kind: { enum: ["added", "changed", "deprecated", "removed", "fixed", "security"] }, description: text }) },
  containsSecurityUpdates: { type: "boolean" },
  images: { type: "array", minItems: 1, items: object({ name: text, image: { type: "string", pattern: "^[a-z0-9.:-]+(/[a-z0-9._-]+)+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?$" } }) },
  license: { enum: ["Apache-2.0"] },
  links: { type: "array", minItems: 1, items: object({ name: text, url: address }) },
  prerelease: { type: "boolean" },
  signKey: object({ fingerprint: { type: "string", pattern: "^[0-9A-F]{40}$" }, url: address }),
};
const chart = object(
  {
    apiVersion: { enum: ["v2"] },
    name: { type: "string", pattern: "^[a-z][-a-z0-9]*$" },
    description: { type: "string", minLength: 20, maxLength: 250 },
    type: { enum: ["application"] },
    version: { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$" },
    appVersion: text,
    kubeVersion: text,
    home: address,
    icon: address,
    keywords: { type: "array", minItems: 1, uniqueItems: true, items: text },
    sources: { type: "array", minItems: 1, items: address },
    maintainers: { type: "array", minItems: 1, items: object({ name: text, url: address, email: text }, ["name"]) },
    dependencies: { type: "array" },
    annotations: { type: "object", propertyNames: { enum: Object.keys(annotation).map((key) => `artifacthub.io/${key}`) }, additionalProperties: { type: "string" } },
  },
  ["apiVersion", "name", "description", "type", "version", "appVersion", "kubeVersion", "home", "icon", "keywords", "sources", "maintainers", "annotations"],
);
const ajv = new Ajv({ allErrors: true });
const isChart = ajv.compile(chart);
const isAnnotation = Object.fromEntries(Object.entries(annotation).map(([key, schema]) => [key, ajv.compile(schema)]));

interface ChartFile extends JsonObject {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function lint(file: ChartFile): readonly string[] {
  const found = isChart(file) ? [] : (isChart.errors ?? []).map((e) => `${file.name}${e.instancePath} ${e.message}`);
  const annotations = Object.entries(file.annotations ?? {}).flatMap(([key, value]) => {
    const validate = isAnnotation[key.replace("artifacthub.io/", "")];
    return validate === undefined || validate(parse(value)) ? [] : (validate.errors ?? []).map((e) => `${file.name} ${key}${e.instancePath} ${e.message}`);
  });
  return [...found, ...annotations];
}

function chartFiles(tree: ReadonlyMap<string, string> | undefined): readonly ChartFile[] {
  return [...(tree ?? [])].flatMap(([path, content]) => (/^charts\/[^/]+\/Chart\.yaml$/.test(path) ? [parse(content) as ChartFile] : []));
}

describe("every chart, to Artifact Hub", () => {
  const files = chartFiles(realResult().tree);

  it("has all that its page shows", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(lint)).toEqual([]);
    expect(files.map((f) => `charts/${f.name}/README.md`).filter((path) => !realResult().tree?.has(path))).toEqual([]);
  });

  it("lists the images that it runs, and the umbrella those of all", () => {
    const images = (name: string) => parse(files.find((f) => f.name === name)?.annotations["artifacthub.io/images"] ?? "[]") as { readonly name: string; readonly image: string }[];
    const all = new Set(files.filter((f) => f.name !== "openim").flatMap((f) => images(f.name).map((i) => i.image)));
    expect(all.size).toBeGreaterThan(10);
    expect([...all].filter((image) => !images("openim").some((i) => i.image === image))).toEqual([]);
    const values = parse(realResult().tree?.get("charts/redis/values.yaml") ?? "") as { readonly image: { readonly repository: string; readonly tag: string } };
    expect(images("redis").some((i) => i.image.includes(`${values.image.repository}:${values.image.tag}`))).toBe(true);
  });

  it("names another image when a site runs another, and a key only when releases are signed", () => {
    const with_ = (settings: string) => chartFiles(generate(realInputs(`${minimal}${settings}`)).tree).find((f) => f.name === "redis")?.annotations ?? {};
    expect(with_("images: { overrides: { redis: { registry: own.acme.io, repository: redis, tag: 7.4.0 } } }\n")["artifacthub.io/images"]).toContain("image: own.acme.io/redis:7.4.0\n");
    expect(with_("charts: { version: 1.0.0-rc.1 }\n")).toMatchObject({ "artifacthub.io/prerelease": "true" });
    expect(with_("")).not.toHaveProperty(["artifacthub.io/signKey"]);
    const signed = with_(`charts: { signKey: { fingerprint: ${"A1".repeat(20)}, url: "https://acme.io/key.asc" } }\n`);
    expect(parse(signed["artifacthub.io/signKey"] ?? "")).toEqual({ fingerprint: "A1".repeat(20), url: "https://acme.io/key.asc" });
  });

  it("would be told of a mistake", () => {
    const good = files[0] as ChartFile;
    const { icon: _icon, ...rest } = good;
    const bad = { ...rest, annotations: { ...good.annotations, "artifacthub.io/changes": "- { kind: nonsense, description: x }", "artifacthub.io/other": "x" } } as unknown as ChartFile;
    expect(lint(bad).join("\n")).toMatch(/required property 'icon'[^]*must be equal to one of the allowed values/);
  });
});

describe("the repository, to Artifact Hub", () => {
  const block = { owners: [{ name: "T", email: "t@example.com" }], repositoryID: "00000000-0000-0000-0000-000000000001" };

  it("has a file that says whose it is", () => {
    expect(artifactHubFile({})).toBeUndefined();
    expect(artifactHubFile({ artifactHub: block })).toBe("# Who owns this repository at Artifact Hub.\nrepositoryID: 00000000-0000-0000-0000-000000000001\nowners:\n  - name: T\n    email: t@example.com\n");
  });

  it("gets it beside the index, once, and anew when it changes", async () => {
    const charts = smallCharts();
    afterAll(charts.remove);
    const dir = charts.fresh("repo");
    const publish = async (artifactHub: object) => charts.gen(["publish", "--dir", dir], { CHARTS_BLOCK: JSON.stringify({ artifactHub }) });
    expect(await publish(block)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(dir, "artifacthub-repo.yml"), "utf8")).toBe(artifactHubFile({ artifactHub: block }));
    expect(await publish({ owners: [] })).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("0 published, 3 there already") });
    expect(readFileSync(join(dir, "artifacthub-repo.yml"), "utf8")).not.toContain("example.com");
  });

  it("is not published unsigned, or by another key, when it has one", async () => {
    const key = await throwAwayKey();
    if (key === undefined) return;
    const charts = smallCharts(key.env);
    afterAll(async () => {
      charts.remove();
      await key.remove();
    });
    const publish = async (fingerprint: string, ...args: readonly string[]) => charts.gen(["publish", "--dir", charts.fresh("repo"), ...args], { CHARTS_BLOCK: JSON.stringify({ signKey: { fingerprint, url: "https://acme.io/key.asc" } }) });
    expect(await publish(key.fingerprint)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`publish with --sign ${key.fingerprint}`) });
    expect(await publish("A1".repeat(20), "--sign", key.fingerprint)).toMatchObject({ exitCode: 2 });
    expect(await publish(key.fingerprint, "--sign", key.fingerprint)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("3 signed") });
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../root.ts";
import { loadTools } from "./catalog.ts";

const root = projectRoot();
const tools = loadTools(root);

/** A closed object; properties named in `optional` may be absent. */
function object(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: "object", additionalProperties: false, required, properties };
}

const text = { type: "string", minLength: 1 };
const texts = { type: "array", minItems: 1, items: text };
const version = { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" };
const url = { type: "string", pattern: "^https://" };
const digests = { type: "object", minProperties: 1, propertyNames: { pattern: "^(linux|darwin)/(amd64|arm64)$" }, additionalProperties: { type: "string", pattern: "^[0-9a-f]{64}$" } };
const route = {
  oneOf: [
    object({ go: { oneOf: [object({ install: text, ldflags: text }), object({ module: text, package: text, ldflags: text })] } }),
    object({ npm: object({ package: text, version, integrity: { type: "string", pattern: "^sha512-" }, path: texts, platforms: texts }) }),
    object({ pip: object({ package: text, version: { type: "string", pattern: "^\\d+(\\.\\d+){2,3}$" }, program: text, with: { type: "array", items: { type: "string", pattern: "^[^=]+==[^=]+$" } } }, ["program", "with"]) }),
    object({ archive: object({ url, path: text, checksums: url, sha256: digests }, ["path", "sha256"]) }),
  ],
};
const tool = object(
  {
    name: text,
    version,
    accepts: text,
    commands: texts,
    purpose: text,
    neededBy: text,
    ask: object({ args: texts, pattern: { type: "string", pattern: "\\(.*\\)" } }),
    routes: { type: "array", minItems: 1, items: route },
  },
  ["accepts"],
);

test("tools.yaml has the form that its type says", () => {
  const validate = new Ajv({ allErrors: true }).compile({ type: "array", minItems: 1, items: tool });
  validate(tools);
  expect(validate.errors ?? []).toEqual([]);
});

/** As Prometheus numbers its Go module: 3.13.3 is v0.313.3. */
function below1(pinned: string): string {
  const [major = "", minor = "", patch = ""] = pinned.split(".");
  return `0.${major}${minor.padStart(2, "0")}.${patch}`;
}

test("names are unique", () => {
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
});

describe.each(tools)("$name", ({ version: pinned, routes }) => {
  const go = routes.flatMap((r) => ("go" in r ? [r.go] : []));
  const pip = routes.flatMap((r) => ("pip" in r ? [r.pip] : []));

  test("every route leads to the pinned version", () => {
    // A package around somebody else's program may number itself once more.
    for (const r of pip) expect(r.program === undefined ? r.version : r.version.replace(/\.\d+$/, "")).toBe(pinned);
    for (const r of go) {
      if ("install" in r) expect(r.install).toMatch(/@v\{version\}$/);
      else expect(readFileSync(join(root, "generator/catalog", r.module, "go.mod"), "utf8")).toMatch(new RegExp(`^require \\S+ v(${pinned}|${below1(pinned)})$`, "m"));
    }
  });

  test("a Go build is told its version", () => {
    for (const r of go) expect(r.ldflags).toMatch(/version=v?\{version\}/i);
  });
});

test("Helm 3 is told the Kubernetes minor in both places that it reads", () => {
  const flags = JSON.stringify(tools.find(({ name }) => name === "helm")?.routes);
  expect(flags).toMatch(/lint\/rules\.k8sVersionMinor=37\b/);
  expect(flags).toMatch(/chartutil\.k8sVersionMinor=37\b/);
});

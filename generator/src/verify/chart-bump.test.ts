import { describe, expect, it } from "vitest";
import { chartBump, highest } from "./chart-bump.ts";
import { readObjects } from "./objects.ts";

const files = (version: string, more: Record<string, string> = {}) => new Map(Object.entries({ "Chart.yaml": `name: a\nversion: ${version}\nappVersion: v3\n`, "values.schema.json": '{"properties":{"one":{"type":"string"}}}', "README.md": `Version ${version}\n`, ...more }));
const service = (name: string) => readObjects(`apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 80 }] }\n`);
const old = { files: files("1.0.0"), objects: service("a") };
const changes = 'annotations:\n  artifacthub.io/changes: "- new"\n';

const rows = [
  { name: "another version alone", now: { files: files("1.1.0"), objects: service("a") }, bump: "none", reasons: [] },
  { name: "a note on changes", now: { files: files("1.1.0", { "Chart.yaml": `name: a\nversion: 1.1.0\nappVersion: v3\n${changes}` }), objects: undefined }, bump: "none", reasons: [] },
  { name: "a changed text", now: { files: files("1.0.0", { "README.md": "other\n" }), objects: service("a") }, bump: "patch", reasons: ["README.md differs"] },
  { name: "a new key", now: { files: files("1.0.0", { "values.schema.json": '{"properties":{"one":{"type":"string"},"two":{}}}' }), objects: service("a") }, bump: "minor", reasons: ["two is new"] },
  { name: "a key less", now: { files: files("1.0.0", { "values.schema.json": "{}" }), objects: service("a") }, bump: "major", reasons: ["one is no longer accepted"] },
  { name: "another program", now: { files: files("1.0.0", { "Chart.yaml": "name: a\nversion: 1.0.0\nappVersion: v4\n" }), objects: service("a") }, bump: "minor", reasons: ["the version of the program is v4, and was v3"] },
  { name: "a Service less", now: { files: files("1.0.0", { "templates/x.yaml": "" }), objects: service("b") }, bump: "major", reasons: ["Service a is gone"] },
  { name: "objects that are not known", now: { files: files("1.0.0", { "templates/x.yaml": "" }), objects: undefined }, bump: "patch", reasons: ["templates/x.yaml differs"] },
  { name: "a changed chart inside", now: { files: files("1.0.0", { "charts/b/values.yaml": "x\n" }), objects: service("a") }, bump: "patch", reasons: ["a chart inside differs"] },
  { name: "a changed chart inside, which the README tells of", now: { files: files("1.0.0", { "charts/b/values.yaml": "x\n", "README.md": "other\n" }), objects: service("a") }, bump: "patch", reasons: ["a chart inside differs"] },
  { name: "a changed chart inside, and a template", now: { files: files("1.0.0", { "charts/b/values.yaml": "x\n", "templates/x.yaml": "" }), objects: service("a") }, bump: "patch", reasons: ["templates/x.yaml differs"] },
  { name: "no such chart any more", now: undefined, bump: "major", reasons: ["this chart is gone"] },
];

describe("chartBump", () => {
  it.each(rows)("$name: $bump", ({ now, bump, reasons }) => {
    const found = chartBump(old, now);
    expect([found.bump, found.reasons.map((r) => r.reason)]).toEqual([bump, reasons]);
  });

  it("a chart that was not published: minor", () => {
    expect(chartBump(undefined, old)).toEqual({ bump: "minor", reasons: [{ bump: "minor", reason: "this chart is new" }] });
  });
});

describe("highest", () => {
  it.each([[["none", "minor", "patch"], "minor"], [["major", "none"], "major"], [[], "none"]] as const)("of %j is %s", (bumps, want) => {
    expect(highest(bumps)).toBe(want);
  });
});

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { describe, expect, it } from "vitest";
import { fileTree } from "../model/tree.ts";
import { packageChart } from "./archive.ts";

const chart = [
  ["Chart.yaml", "apiVersion: v2\nname: demo\nversion: 1.0.0\n"],
  ["templates/configmap.yaml", "kind: ConfigMap\n"],
  ["values.yaml", "greeting: grüße\n"],
  [".helmignore", "ci/\n"],
  ["ci/test-values.yaml", "greeting: x\n"],
  ["README.md", "# demo\n"],
] as const;

describe("packageChart", () => {
  it("packs Chart.yaml first, the rest sorted, without what .helmignore names", () => {
    const archive = packageChart(fileTree(chart));
    const files = parseTar(gunzipSync(archive.bytes));
    expect(files.map((file) => file.name)).toEqual([
      "demo/Chart.yaml",
      "demo/.helmignore",
      "demo/README.md",
      "demo/templates/configmap.yaml",
      "demo/values.yaml",
    ]);
    expect(files.at(-1)?.text).toBe("greeting: grüße\n");
    expect(archive).toMatchObject({ name: "demo", version: "1.0.0", fileName: "demo-1.0.0.tgz", metadata: { apiVersion: "v2" } });
  });

  it("knows its own digest", () => {
    const { bytes, digest } = packageChart(fileTree(chart));
    expect(digest).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("gives the same bytes for the files in any order", () => {
    expect(packageChart(new Map([...chart].reverse())).digest).toBe(packageChart(new Map(chart)).digest);
  });

  // When this fails after an update of a library, every published version would change: keep the old library.
  it("gives these bytes for ever", () => {
    const long = Array.from({ length: 5_000 }, (_, i) => `key${(i * 7919) % 5_003}: value ${(i * i) % 977}\n`).join("");
    expect(packageChart(fileTree(chart)).digest).toBe("e704c95c205245e6a53f122b7490eb37c7abdeb01a95fd1071189b80fdbe81f9");
    expect(packageChart(fileTree([...chart, ["long.yaml", long]])).digest).toBe("0c8f9e5a61792e47416d12d076c5fe91f1f68d6445eaac638da9f6e1c6362215");
  });

  it("packs subcharts unpacked, and never filters them", () => {
    const inner = fileTree([["Chart.yaml", "name: inner\nversion: 1.0.0\n"], ["ci/kept.yaml", "a: 1\n"]]);
    const { bytes } = packageChart(fileTree(chart), { subcharts: new Map([["inner", inner]]) });
    const names = parseTar(gunzipSync(bytes)).map((file) => file.name);
    expect(names).toEqual(expect.arrayContaining(["demo/charts/inner/Chart.yaml", "demo/charts/inner/ci/kept.yaml"]));
  });

  const broken = [
    { name: "no Chart.yaml", files: [["values.yaml", "{}\n"]], want: "without Chart.yaml" },
    { name: "not a mapping", files: [["Chart.yaml", "- a\n"]], want: "not a mapping" },
    { name: "no name", files: [["Chart.yaml", "version: 1.0.0\n"]], want: "not a chart name" },
    { name: "a name that climbs", files: [["Chart.yaml", "name: ../x\nversion: 1.0.0\n"]], want: "not a chart name" },
    { name: "version with v", files: [["Chart.yaml", "name: x\nversion: v1.0.0\n"]], want: "not semantic" },
    { name: "version a number", files: [["Chart.yaml", "name: x\nversion: 1.0\n"]], want: "not semantic" },
  ] as const;
  it.each(broken)("refuses $name", ({ files, want }) => {
    expect(() => packageChart(new Map<string, string>(files))).toThrow(want);
  });

  it("accepts pre-releases and build metadata", () => {
    const version = "1.0.0-rc.1+build.5";
    expect(packageChart(new Map([["Chart.yaml", `name: x\nversion: ${version}\n`]])).fileName).toBe(`x-${version}.tgz`);
  });
});

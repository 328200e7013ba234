import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { describe, expect, it } from "vitest";
import type { Archive } from "../model/archive.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { packageAll } from "./package-all.ts";

/** A tree of charts, each `name: [version, dependency lines…]`. */
function tree(charts: Record<string, readonly string[]>): FileTree {
  return fileTree(
    Object.entries(charts).flatMap(([name, [version, ...dependencies]]) => [
      [`charts/${name}/Chart.yaml`, `name: ${name}\nversion: ${version}\n${dependencies.length > 0 ? "dependencies:\n" : ""}${dependencies.join("")}`],
      [`charts/${name}/Chart.lock`, "digest: x\n"],
      [`charts/${name}/.helmignore`, "ci/\n"],
      [`charts/${name}/ci/values.yaml`, "{}\n"],
    ]),
  );
}

const on = (name: string, version = "1.0.0", repository = `file://../${name}`) => `  - {name: ${name}, version: ${version}, repository: "${repository}"}\n`;

function texts(archive: Archive | undefined): Record<string, string> {
  return Object.fromEntries(parseTar(gunzipSync(archive?.bytes ?? new Uint8Array())).map((file) => [file.name, file.text]));
}

describe("packageAll", () => {
  it("packs every chart, by name, and nothing that is not a chart", () => {
    const given = fileTree([...tree({ b: ["1.0.0"], "a-b": ["1.0.0"], a: ["2.0.0"] }), ["values/dev/openim.yaml", "{}\n"]]);
    expect(packageAll(given).map((archive) => archive.fileName)).toEqual(["a-2.0.0.tgz", "a-b-1.0.0.tgz", "b-1.0.0.tgz"]);
  });

  it("packs neighbours into the chart that asks for them, all the way down", () => {
    const archives = packageAll(tree({ top: ["1.0.0", on("middle")], middle: ["1.0.0", on("leaf")], leaf: ["1.0.0"] }));
    expect(Object.keys(texts(archives.at(-1)))).toEqual([
      "top/Chart.yaml",
      "top/.helmignore",
      "top/charts/middle/.helmignore",
      "top/charts/middle/Chart.yaml",
      "top/charts/middle/charts/leaf/.helmignore",
      "top/charts/middle/charts/leaf/Chart.lock",
      "top/charts/middle/charts/leaf/Chart.yaml",
    ]);
  });

  it("keeps the list of dependencies and the comments, empties the repository, drops the lock", () => {
    const given = new Map(tree({ top: ["1.0.0", "  # why\n", on("leaf"), on("far", "3.x", "https://charts.example.com")], leaf: ["1.0.0"] }));
    const [leaf, top] = packageAll(given);
    expect(top?.metadata["dependencies"]).toEqual([
      { name: "leaf", version: "1.0.0", repository: "" },
      { name: "far", version: "3.x", repository: "https://charts.example.com" },
    ]);
    expect(texts(top)["top/Chart.yaml"]).toContain("# why");
    expect(texts(top)["top/Chart.lock"]).toBeUndefined();
    expect(texts(leaf)["leaf/Chart.lock"]).toBe("digest: x\n");
  });

  it("packs a chart once that is listed twice under aliases", () => {
    const alias = (name: string) => `  - {name: leaf, alias: ${name}, version: 1.0.0, repository: "file://../leaf"}\n`;
    const archives = packageAll(tree({ top: ["1.0.0", alias("one"), alias("two")], leaf: ["1.0.0"] }));
    expect(Object.keys(texts(archives[1])).filter((path) => path.endsWith("leaf/Chart.yaml"))).toEqual(["top/charts/leaf/Chart.yaml"]);
  });

  const broken = [
    { name: "another version", charts: { top: ["1.0.0", on("leaf", "1.0.1")], leaf: ["1.0.0"] }, want: "charts/top depends on leaf 1.0.1, but file://../leaf holds leaf 1.0.0" },
    { name: "a range", charts: { top: ["1.0.0", on("leaf", "1.x")], leaf: ["1.0.0"] }, want: "leaf 1.x, but" },
    { name: "another name", charts: { top: ["1.0.0", on("leaf", "1.0.0", "file://../b")], b: ["1.0.0"] }, want: "holds b 1.0.0" },
    { name: "a missing chart", charts: { top: ["1.0.0", on("leaf")] }, want: "there is no chart in charts/leaf" },
    { name: "a folder outside", charts: { top: ["1.0.0", on("leaf", "1.0.0", "file://../../leaf")] }, want: "there is no chart in leaf" },
    { name: "a circle", charts: { a: ["1.0.0", on("b")], b: ["1.0.0", on("a")] }, want: "charts/a → charts/b → charts/a" },
  ];
  it.each(broken)("refuses $name", ({ charts, want }) => {
    expect(() => packageAll(tree(charts))).toThrow(want);
  });
});

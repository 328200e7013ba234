import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileTree } from "../model/tree.ts";
import { packageAll } from "../package/package-all.ts";
import { packaged } from "./packaged.ts";

const root = mkdtempSync(join(tmpdir(), "packaged-"));
const file = join(root, ".cache/archives.json");
const tree = (greeting: string) => fileTree([["charts/demo/Chart.yaml", "name: demo\nversion: 1.0.0\n"], ["charts/demo/values.yaml", `greeting: ${greeting}\n`]]);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("packaged", () => {
  it("gives what packing gives, made or remembered", () => {
    for (const greeting of ["one", "one", "two", "one"]) expect(packaged(tree(greeting), root)).toEqual(packageAll(tree(greeting)));
  });

  it("makes nothing of charts that are remembered", () => {
    packaged(tree("one"), root);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"fileName":"demo-1.0.0.tgz"', '"fileName":"remembered"'));
    expect(packaged(tree("one"), root)).toMatchObject([{ fileName: "remembered" }]);
  });

  it.each([
    { name: "a byte", damage: (text: string) => text.replace(/"bytes":"H4sI/, '"bytes":"H4sJ') },
    { name: "the whole", damage: () => "" },
  ])("makes it again when $name of that was damaged", ({ damage }) => {
    packaged(tree("three"), root);
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    expect(packaged(tree("three"), root)).toEqual(packageAll(tree("three")));
  });
});

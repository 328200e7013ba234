import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toolPath } from "../../test/helpers/tool.ts";
import { chartLock } from "./chart-lock.ts";
import { toYaml } from "./yaml.ts";

const dependencies = [
  { name: "a", version: "0.1.0", repository: "file://../a", condition: "a.enabled" },
  // Go writes these characters in its own way.
  { name: "b", version: "0.1.0", repository: "file://../b", condition: "b.enabled,global.<x>&y" },
  { name: "c", version: "0.1.0", repository: "file://../c" },
];

const scratch = mkdtempSync(join(tmpdir(), "lock-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const helms = await Promise.all(["helm", "helm4"].map(async (name) => ({ name, path: await toolPath(name) })));

function write(folder: string, metadata: object, lock?: string): void {
  mkdirSync(join(scratch, folder), { recursive: true });
  writeFileSync(join(scratch, folder, "Chart.yaml"), toYaml({ apiVersion: "v2", version: "0.1.0", ...metadata }));
  if (lock !== undefined) writeFileSync(join(scratch, folder, "Chart.lock"), lock);
}

describe("chartLock", () => {
  it("names the locked dependencies, without conditions, and a time that never changes", () => {
    const lock = parse(chartLock(dependencies)) as Record<string, unknown>;
    expect(lock["dependencies"]).toEqual(dependencies.map(({ name, version, repository }) => ({ name, version, repository })));
    expect(lock["generated"]).toBe("1970-01-01T00:00:00Z");
    expect(lock["digest"]).toMatch(/^sha256:[a-f0-9]{64}$/);
  });

  it("has another digest for another condition", () => {
    const digest = (list: readonly object[]) => (parse(chartLock(list as never)) as { digest: string }).digest;
    expect(digest([{ name: "a", version: "1.0.0", repository: "", condition: "x" }])).not.toBe(digest([{ name: "a", version: "1.0.0", repository: "", condition: "y" }]));
  });

  for (const { name, path } of helms) {
    it.skipIf(path === undefined)(`is accepted by ${name} dependency build, and refused when a condition changes`, async () => {
      const home = join(scratch, `home-${name}`);
      const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
      for (const { name: chart } of dependencies) write(`${name}/${chart}`, { name: chart });
      write(`${name}/parent`, { name: "parent", dependencies }, chartLock(dependencies));
      const build = async () => execa(path ?? "", ["dependency", "build", join(scratch, name, "parent")], { env, reject: false });
      expect(await build()).toMatchObject({ exitCode: 0 });
      // A lock that did not fit would have been written anew.
      expect(readFileSync(join(scratch, name, "parent/Chart.lock"), "utf8")).toBe(chartLock(dependencies));

      write(`${name}/parent`, { name: "parent", dependencies: dependencies.map((d) => ({ ...d, condition: "other" })) });
      expect((await build()).stderr).toContain("out of sync");
    });
  }
});

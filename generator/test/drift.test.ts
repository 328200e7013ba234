import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "./helpers/in-turn.ts";
import { filesOf, makeProject, type Project } from "./helpers/project.ts";

const settings = "publicURL: https://im.acme.io\nenvironments:\n  one: {}\n  two: { publicURL: https://two.acme.io }\n";
let project: Project;

const charts = async (...args: readonly string[]) => project.gen(["charts", "--no-tools", ...args]);
/** The question as CI asks it, and as somebody asks it who does not trust a remembered answer. */
const checks = [["charts", "--check"], ["charts", "--check", "--no-tools"]];

beforeAll(async () => {
  project = makeProject(settings);
  expect(await charts()).toMatchObject({ exitCode: 0 });
});
afterAll(() => project.remove());

describe("gen charts", () => {
  it("writes charts, values, schema, the list of errors and the list of its files", () => {
    const files = [...filesOf(project.root).keys()];
    for (const path of ["charts/openim/Chart.yaml", "charts/openim-api/values.yaml", "values/one/openim.yaml", "values/two/global.yaml", "schemas/openim.schema.json", "docs/errors.md", "scripts/components.tsv", "values/one/components.tsv", ".generated"]) expect(files).toContain(path);
    expect(project.read(".generated").trim().split("\n").sort()).toEqual(files.filter((path) => /^(charts|values|schemas|docs|scripts)\//.test(path)));
  });

  it("writes nothing the second time", async () => {
    const before = filesOf(project.root);
    const second = await charts();
    expect(second).toMatchObject({ exitCode: 0 });
    expect(second.stdout).toContain("Nothing changed.");
    expect(filesOf(project.root)).toEqual(before);
  });

  it.each(checks)("%s %s %s: finds nothing to say when nothing changed", async (...args) => {
    expect(await project.gen(args)).toMatchObject({ exitCode: 0, stdout: "Everything is up to date." });
  });
});

interface Damage {
  readonly name: string;
  readonly do: () => void;
  /** Lines of the difference. */
  readonly want: readonly string[];
}
const edited: readonly Damage[] = [
  {
    name: "an edited file",
    do: () => project.write("charts/openim-api/values.yaml", project.read("charts/openim-api/values.yaml").replace("replicaCount: 1", "replicaCount: 5")),
    want: ["--- a/charts/openim-api/values.yaml", "+++ b/charts/openim-api/values.yaml", "-replicaCount: 5", "+replicaCount: 1"],
  },
  { name: "a missing file", do: () => rmSync(join(project.root, "values/one/global.yaml")), want: ["--- /dev/null", "+++ b/values/one/global.yaml", "+global:"] },
  { name: "a missing chart", do: () => rmSync(join(project.root, "charts/redis"), { recursive: true }), want: ["+++ b/charts/redis/Chart.yaml", "+name: redis"] },
  { name: "an edited list of errors", do: () => project.write("docs/errors.md", "mine\n"), want: ["--- a/docs/errors.md", "-mine", "+# Errors"] },
  { name: "an edited schema", do: () => project.write("schemas/openim.schema.json", "{}\n"), want: ["--- a/schemas/openim.schema.json", "-{}"] },
  { name: "a last newline that is gone", do: () => project.write("charts/openim/Chart.yaml", project.read("charts/openim/Chart.yaml").trimEnd()), want: ["--- a/charts/openim/Chart.yaml", "\\ No newline at end of file"] },
  {
    name: "a file that is left over",
    do: () => {
      project.write("charts/gone/Chart.yaml", "name: gone\n");
      project.write(".generated", `${project.read(".generated")}charts/gone/Chart.yaml\n`);
    },
    want: ["--- a/charts/gone/Chart.yaml", "+++ /dev/null", "-name: gone", "-charts/gone/Chart.yaml"],
  },
];
const lost: readonly Damage[] = [
  { name: "a list of files that was cut", do: () => project.write(".generated", "charts/openim/Chart.yaml\n"), want: ["--- a/.generated", "+charts/openim/Chart.lock"] },
  { name: "a missing list of errors", do: () => rmSync(join(project.root, "docs/errors.md")), want: ["+++ b/docs/errors.md", "+# Errors"] },
];

describe.each([{ damages: edited }, { damages: lost }])("gen charts --check", ({ damages }) => {
  let sound: ReadonlyMap<string, string>;
  let damaged: ReturnType<typeof filesOf>;
  const answers: Run[] = [];
  const texts = () => new Map([...filesOf(project.root)].map(([path, { text }]) => [path, text]));

  beforeAll(async () => {
    sound = texts();
    for (const damage of damages) damage.do();
    damaged = filesOf(project.root);
    for (const args of checks) answers.push(await project.gen(args));
  });

  it.each(damages)("exits 3 and shows the difference for $name", ({ want }) => {
    for (const { exitCode, stdout } of answers) {
      for (const line of want) expect(stdout.split("\n")).toContain(line);
      expect(stdout).toContain("Run ./gen charts.");
      expect(exitCode).toBe(3);
    }
    expect(answers).toHaveLength(2);
  });

  it("changes nothing, no more than --diff does, which exits 0", async () => {
    expect(await charts("--diff")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("+++ b/") as string });
    expect(filesOf(project.root)).toEqual(damaged);
  });

  it("leaves it to gen charts to mend everything", async () => {
    expect(texts()).not.toEqual(sound);
    expect(await charts()).toMatchObject({ exitCode: 0 });
    expect(texts()).toEqual(sound);
  });
});

describe("gen charts --check, later", () => {
  it("exits 3 when a source changed", async () => {
    project.write("openim.yaml", settings.replace("one: {}", "one: { profile: medium }"));
    const { exitCode, stdout } = await project.gen(["charts", "--check"]);
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining("+++ b/values/one/openim.yaml")]);
    project.write("openim.yaml", settings);
    expect(await project.gen(["charts", "--check"])).toMatchObject({ exitCode: 0 });
  });
});

describe("an environment that is gone", () => {
  it("takes its folder with it", async () => {
    project.write("openim.yaml", "publicURL: https://im.acme.io\nenvironments:\n  one: {}\n");
    expect((await charts("--check")).stdout).toContain("--- a/values/two/openim.yaml");
    expect(await charts()).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(project.root, "values/two"))).toBe(false);
    expect(existsSync(join(project.root, "values/one"))).toBe(true);
    project.write("openim.yaml", settings);
    await charts();
    expect(existsSync(join(project.root, "values/two/openim.yaml"))).toBe(true);
  });
});

describe("files of others", () => {
  const foreign = ["charts/mine/Chart.yaml", "charts/openim-api/NOTES-mine.md", "values/mine.yaml", "values/one/mine.yaml", "schemas/mine.json", "docs/mine.md", "charts/redis/templates/mine.yaml"];

  it("are never touched, nor called drift", async () => {
    for (const path of foreign) project.write(path, `mine: ${path}\n`);
    const before = filesOf(project.root);
    for (const args of checks) expect(await project.gen(args)).toMatchObject({ exitCode: 0 });
    // Also not when their neighbours change or go.
    project.write("openim.yaml", "publicURL: https://other.acme.io\nenvironments:\n  two: { profile: large }\n");
    expect(await charts()).toMatchObject({ exitCode: 0 });
    for (const path of foreign) expect(filesOf(project.root).get(path)).toEqual(before.get(path));
    expect(existsSync(join(project.root, "values/one/openim.yaml"))).toBe(false);
    project.write("openim.yaml", settings);
    expect(await charts()).toMatchObject({ exitCode: 0 });
    for (const path of foreign) rmSync(join(project.root, path));
  });
});

describe("an openim.yaml with a mistake", () => {
  it("writes nothing, however it is run", async () => {
    project.write("openim.yaml", `${settings}modules: { openim-apu: { replicas: 3 } }\n`);
    const before = filesOf(project.root);
    for (const args of [[], ["--diff"], ["--json"], ["--github"]]) {
      const { exitCode, stdout, stderr } = await charts(...args);
      expect(exitCode).toBe(4);
      expect(stdout + stderr).toContain("unknown-key");
      expect(stdout).toContain("1 error; nothing was written.");
    }
    expect(await project.gen(["charts", "--check"])).toMatchObject({ exitCode: 4 });
    expect(filesOf(project.root)).toEqual(before);
    project.write("openim.yaml", settings);
  });
});

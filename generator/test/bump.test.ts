import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { run } from "../src/io/run.ts";
import { pathWithTools } from "../src/io/tools.ts";
import { makeProject } from "./helpers/project.ts";
import { project as original } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

const ct = await toolPath("ct");
const yamllint = await toolPath("yamllint");
const missing = [ct, yamllint, await toolPath("helm"), await toolPath("yamale")].some((tool) => tool === undefined);

const settings = "publicURL: https://im.acme.io\n\ncharts:\n  # One version for all.\n  version: 0.1.0 # published\n  maintainers:\n    - name: t\n\n# The stores.\ninfra:\n  redis: { mode: builtin }\n";
const project = makeProject(settings);
// What tools say of the charts is not the question here.
rmSync(join(project.root, ".tools"), { force: true });
const gen = async (...args: readonly string[]) => project.gen(args, { env: { PATH: "/nowhere" } });
const git = async (...args: readonly string[]) => run("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: project.root });
/** Of the charts that differ from main, these: naming them to ct would leave the versions out. */
const lint = async (...charts: readonly string[]) => {
  const others = readdirSync(join(project.root, "charts")).filter((name) => !charts.includes(name));
  // As ct would, which begins yamllint anew for each file.
  const yaml = await run(yamllint ?? "", ["--config-file", "ci/lintconf.yaml", ...charts.flatMap(yamlOf)], { cwd: project.root });
  if (yaml.exitCode !== 0) return yaml;
  return run(ct ?? "", ["lint", "--config", "ci/ct.yaml", "--validate-yaml=false", "--excluded-charts", others.join(",")], { cwd: project.root, env: { ...process.env, PATH: await pathWithTools(["helm", "yamale"]) } });
};
const yamlOf = (chart: string) => ["Chart.yaml", "values.yaml", ...readdirSync(join(project.root, "charts", chart, "ci")).map((name) => `ci/${name}`)].map((name) => `charts/${chart}/${name}`);
const commit = async (message: string): Promise<void> => {
  await gen("charts", "--no-tools");
  await git("add", "openim.yaml", "charts", "ci");
  await git("commit", "-qm", message);
};

beforeAll(async () => {
  cpSync(join(original, "ci"), join(project.root, "ci"), { recursive: true });
  await git("init", "-q", "-b", "main");
  await commit("charts");
  await git("remote", "add", "origin", project.root);
  await git("fetch", "-q", "origin");
  await git("checkout", "-qb", "change");
});
afterAll(() => project.remove());

describe("gen bump", () => {
  it("has nothing to compare with before the first release, and nothing to do after it", async () => {
    expect(await gen("bump")).toMatchObject({ exitCode: 0, stdout: "Nothing is published at dist/repo yet; 0.1.0 will be the first." });
    expect(await gen("publish")).toMatchObject({ exitCode: 0 });
    expect(await gen("bump")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Nothing has changed since 0.1.0.") });
    expect(project.read("openim.yaml")).toBe(settings);
    expect(existsSync(join(project.root, "CHANGELOG.md"))).toBe(false);
  });

  it("proposes the least version with its reasons, and with --dry-run writes nothing", async () => {
    project.write("openim.yaml", settings.replace("{ mode: builtin }", "{ resources: { requests: { cpu: 111m } } }"));
    const statefulset = "generator/templates/kafka/templates/statefulset.yaml";
    project.write(statefulset, project.read(statefulset).replace("periodSeconds: 10\n", "periodSeconds: 11\n"));
    const before = project.read("openim.yaml");
    const { exitCode, stdout } = await gen("bump", "--dry-run");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}minor {2}redis: resources\.requests\.cpu has the default "111m", which was "50m"$/m);
    expect(stdout).toMatch(/^ {2}patch {2}kafka: templates\/statefulset\.yaml differs$/m);
    expect(stdout).toMatch(/^minor change since 0\.1\.0: 0\.1\.0 → 0\.2\.0$/m);
    expect(project.read("openim.yaml")).toBe(before);
  });

  it.skipIf(missing)("leaves what chart-testing refuses as it is until it is run, and then a branch that passes", async () => {
    await commit("another default");
    const refused = await lint("redis");
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout + refused.stderr).toMatch(/chart version not ok\. Needs a version bump/i);

    expect(await gen("bump")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Written to openim.yaml and CHANGELOG.md") });
    const written = project.read("openim.yaml");
    expect(written).toContain("  # One version for all.\n  version: 0.2.0 # published\n  changes:\n");
    expect(written).toContain("\n# The stores.\ninfra:\n  redis: { resources: { requests: { cpu: 111m } } }\n");
    expect(project.read("CHANGELOG.md")).toMatch(/^## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n### Changed\n\n- redis: resources\.requests\.cpu has the default "111m", which was "50m"\.\n- kafka: templates\/statefulset\.yaml differs\.\n$/m);
    await commit("raise the version");
    const chart = (name: string) => (parse(project.read(`charts/${name}/Chart.yaml`)) as { readonly version: string; readonly annotations: Readonly<Record<string, string>> });
    expect(chart("redis")).toMatchObject({ version: "0.2.0", annotations: { "artifacthub.io/changes": expect.stringMatching(/^- kind: changed\n {2}description: ['"]?redis: resources/) } });
    expect(chart("etcd").annotations["artifacthub.io/changes"]).toBeUndefined();
    expect(chart("kafka").annotations["artifacthub.io/changes"]).toBe('- kind: changed\n  description: "kafka: templates/statefulset.yaml differs."\n');
    // The umbrella brings all of it.
    expect(chart("openim").annotations["artifacthub.io/changes"]).toBe(`${chart("redis").annotations["artifacthub.io/changes"]}${chart("kafka").annotations["artifacthub.io/changes"]}`);

    const passed = await lint("redis", "kafka", "openim");
    expect({ exitCode: passed.exitCode, said: passed.exitCode === 0 ? "" : (passed.stdout + passed.stderr).slice(-2000) }).toEqual({ exitCode: 0, said: "" });
    expect(await gen("bump")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("0.2.0 is enough (at least 0.2.0)") });
  });

  it("raises more when it is told to, and finds an older release to compare with", async () => {
    expect((await gen("bump", "--dry-run", "--level", "major", "--since", "0.1.0")).stdout).toContain("major change since 0.1.0");
    expect(await gen("bump", "--since", "0.0.1")).toMatchObject({ stdout: expect.stringContaining("Nothing is published") });
    expect(await gen("bump", "--level", "huge")).toMatchObject({ exitCode: 2 });
  });
});

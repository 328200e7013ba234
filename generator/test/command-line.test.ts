import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { makeProject } from "./helpers/project.ts";

const project = makeProject("publicURL: https://im.acme.io\nenvironments:\n  dev: {}\n  prod: { publicURL: https://prod.acme.io }\n");
afterAll(() => project.remove());

const dry = async (...args: readonly string[]) => project.gen(["charts", "--no-tools", "--diff", ...args]);
const valuesIn = (diff: string, path: string): string => diff.split(/^--- /m).find((part) => part.includes(`+++ b/${path}\n`)) ?? "";

describe("--set", () => {
  it("lays a setting over all environments, or over one", async () => {
    const { exitCode, stdout } = await dry("--set", "modules.openim-api.replicas=3", "--set", "environments.prod.modules.openim-api.replicas=5");
    expect(exitCode).toBe(0);
    // What all share becomes the chart's default.
    expect(valuesIn(stdout, "charts/openim-api/values.yaml")).toContain("+replicaCount: 3\n");
    expect(valuesIn(stdout, "values/prod/openim-api.yaml")).toContain("+replicaCount: 5\n");
    expect(valuesIn(stdout, "values/dev/openim-api.yaml")).toBe("");
  });

  it("takes YAML for a value", async () => {
    const { stdout } = await dry("--set", "images.pullSecrets=[one, two]");
    const global = valuesIn(stdout, "charts/openim/values.yaml").replaceAll(/^\+/gm, "");
    expect((parse(global.slice(global.indexOf("global:"), global.indexOf("\nopenim"))) as { global: { imagePullSecrets: unknown } }).global.imagePullSecrets).toEqual([{ name: "one" }, { name: "two" }]);
  });

  const wrong = [
    { given: "modules.openim-api.replica=3", code: 4, want: "Did you mean `replicas`?" },
    { given: "modules.openim-api.replicas=many", code: 4, want: "`modules.openim-api.replicas` is a text, but must be a whole number." },
    { given: "environments.prd.profile=lite", code: 4, want: "Did you mean `prod`?" },
    { given: "release=v0", code: 4, want: "unknown-release" },
    { given: "publicURL=https://localhost", code: 4, want: "url-loopback" },
    { given: "extraModules=[nowhere]", code: 4, want: "extra-modules-empty" },
    { given: "replicas", code: 2, want: "Write it like" },
    { given: "=3", code: 2, want: "Write it like" },
    { given: "a..b=3", code: 2, want: "Write it like" },
    { given: "a=[1", code: 2, want: "The value is not YAML" },
  ];
  it.each(wrong)("refuses $given with $code", async ({ given, code, want }) => {
    const { exitCode, stderr } = await dry("--set", given);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(want)]);
  });
});

describe("usage", () => {
  const rows = [
    { given: ["nonsense"], code: 2, want: "unknown command" },
    { given: ["charts", "--nonsense"], code: 2, want: "unknown option" },
    { given: ["charts", "-f", "nowhere.yaml"], code: 2, want: "nowhere.yaml does not exist" },
    { given: ["serve", "--dir", "nowhere"], code: 2, want: "no repository" },
    { given: ["doctor", "nonsense"], code: 2, want: "no such tool: nonsense" },
  ];
  it.each(rows)("$given exits $code and says why, once", async ({ given, code, want }) => {
    const { exitCode, stderr } = await project.gen(given);
    expect([exitCode, stderr.split(want).length - 1]).toEqual([code, 1]);
  });

  it.each([["--help"], ["charts", "--help"], ["explain", "--help"], ["help"]])("%s %s is fine", async (...given) => {
    const { exitCode, stdout } = await project.gen(given);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Usage: gen")]);
  });

  it("keeps the exit code of a conflict when publishing", async () => {
    const publish = async () => project.gen(["publish", "--dir", "repo"]);
    expect(await publish()).toMatchObject({ exitCode: 0 });
    project.write("openim.yaml", "publicURL: https://other.acme.io\n");
    expect(await publish()).toMatchObject({ exitCode: 6 });
  });
});

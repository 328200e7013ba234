import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { generate, type Inputs } from "../src/cli/generate.ts";
import { codes } from "../src/model/codes.ts";
import { policyCodes } from "../src/model/codes/policies.ts";
import type { Diagnostic } from "../src/model/diagnostic.ts";
import { fileTree } from "../src/model/tree.ts";
import { filesOf, makeProject } from "./helpers/project.ts";
import { minimal, realCatalog, realInputs } from "./helpers/real.ts";

/*
 * fixtures/broken/<code>[-variant].yaml is one mistake each. Its first lines say what must be found, and nothing else may be:
 *   # expect: <code> <line>:<column> [file]
 *   # as: <path>      the file stands in this place: a file of ours, or one of the site's folder `site`; else it is openim.yaml
 *   # settings: <line>  what openim.yaml says then, beside the least; its first line is publicURL
 */
const folder = join(import.meta.dirname, "fixtures/broken");
const fixtures = readdirSync(folder).map((name) => ({ name: name.replace(/\.yaml$/, ""), ...readFixture(join(folder, name)) }));

/** Codes of what only outside programs or their output show; the named file has a test of each. */
const elsewhere: Readonly<Record<string, string>> = {
  "dangling-reference": "src/verify/references.test.ts",
  "selector-clash": "src/verify/references.test.ts",
  "dead-variable": "src/verify/variables.test.ts",
  "dead-address": "src/verify/addresses.test.ts",
  "closed-address": "src/verify/closed-addresses.test.ts",
  "kubernetes-schema": "src/verify/kubeconform-output.test.ts",
  "helm-lint": "src/verify/helm-output.test.ts",
  "helm-template": "src/verify/helm-output.test.ts",
  "removed-api": "src/verify/removed-apis.test.ts",
  ...Object.fromEntries(Object.keys(policyCodes).map((code) => [code, "src/verify/policies/policies.test.ts"])),
};

interface Fixture {
  readonly text: string;
  readonly as: string | undefined;
  readonly settings: string;
  readonly want: readonly string[];
}

function readFixture(path: string): Fixture {
  const text = readFileSync(path, "utf8");
  const tag = (name: string) => [...text.matchAll(new RegExp(`^# ${name}: (.+)$`, "gm"))].map((m) => m[1] ?? "");
  return { text, as: tag("as")[0]?.replace("RELEASE", realCatalog().release.name), settings: [minimal.trimEnd(), ...tag("settings"), ""].join("\n"), want: tag("expect") };
}

/** The real catalogue and templates, with the fixture where it says. */
function inputsWith({ text, as, settings }: Fixture): Inputs {
  if (as === undefined) return realInputs(text);
  const [, part, path = ""] = /^generator\/(catalog|templates)\/(.+)$/.exec(as) ?? [];
  if (part === undefined) return realInputs(`${settings}extraModules: [site]\n`, { extra: () => fileTree([["site/sound.yaml", sound], [as, text]]) });
  const inputs = realInputs(minimal);
  const replaced = (tree: Inputs["catalog"]) => fileTree(new Map([...tree, [path, text]]));
  return part === "catalog" ? { ...inputs, catalog: replaced(inputs.catalog) } : { ...inputs, templates: replaced(inputs.templates) };
}

const sound = "name: sound\nkind: module\ndescription: A module of the site without a mistake.\npart: server\nbinary: sound\n";

function told(d: Diagnostic, fixtureFile: string): string {
  const where = d.position === undefined ? "nowhere" : `${d.position.line}:${d.position.column}`;
  return `${d.code} ${where}${d.position === undefined || d.position.file === fixtureFile ? "" : ` ${d.position.file}`}`;
}

describe("each mistake", () => {
  it.each(fixtures)("$name", (fixture) => {
    const { diagnostics, tree } = generate(inputsWith(fixture));
    const found = diagnostics.map((d) => told(d, fixture.as ?? "openim.yaml"));
    // A mistake in a kind's template is found in every chart of the kind.
    const first = fixture.as?.startsWith("generator/templates") ? found.slice(0, 1) : found;
    expect([...first].sort()).toEqual([...fixture.want].sort());
    expect(fixture.want.some((line) => fixture.name.startsWith(line.split(" ")[0] ?? "?"))).toBe(true);
    // Nothing is made of a mistake. What is found in the tree itself comes with the tree, and the command looks at the errors.
    const inTree = ["impure-template", "unknown-value"].includes(diagnostics[0]?.code ?? "");
    expect(tree === undefined).toBe(!inTree && diagnostics.some((d) => d.severity === "error"));
  });

  it("has a fixture, or a test that is named here", () => {
    const covered = new Set(fixtures.flatMap((f) => f.want.map((line) => line.split(" ")[0] ?? "")));
    for (const [code, file] of Object.entries(elsewhere)) {
      expect(readFileSync(join(import.meta.dirname, "..", file), "utf8"), `${file} speaks of ${code}`).toContain(code);
      expect(covered.has(code), `${code} is listed as tested elsewhere`).toBe(false);
    }
    expect(Object.keys(codes).filter((code) => !covered.has(code) && !(code in elsewhere))).toEqual([]);
  });
});

describe("many mistakes", () => {
  const five = readFixture(join(import.meta.dirname, "fixtures/five-mistakes.yaml"));
  const project = makeProject(five.text);
  afterAll(() => project.remove());

  it("are told in one run, each with its frame; the exit code is 4 and nothing is written", async () => {
    const before = filesOf(project.root);
    const { exitCode, stdout, stderr } = await project.gen(["charts"]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain("5 errors; nothing was written.");
    for (const line of five.want) {
      const [code = "", place = ""] = line.split(" ");
      const block = stderr.split("\n\n").find((b) => b.includes(`[${code}]`)) ?? "";
      expect(block).toContain(`at openim.yaml:${place}`);
      expect(block).toMatch(/^ {2}> +\d+ \|/m);
      expect(block).toMatch(/^ {4}? *\| +\^/m);
      expect(block).toContain("fix: ");
    }
    expect(filesOf(project.root)).toEqual(before);
  });

  it("are told with their frames in the folders of a site too, wherever openim.yaml is", async () => {
    project.write("elsewhere/openim.yaml", `${minimal}profile: smal\nextraModules: [site]\n`);
    project.write("elsewhere/site/probe.yaml", sound.replace("binary", "binray"));
    const { exitCode, stderr } = await project.gen(["lint", "--file", "elsewhere/openim.yaml"]);
    expect(exitCode).toBe(4);
    for (const part of ["at elsewhere/openim.yaml:2:10", "> 2 | profile: smal", "at elsewhere/site/probe.yaml:5:1", "> 5 | binray: sound", "Did you mean `binary`?"]) expect(stderr).toContain(part);
  });

  it("are told of a folder that is none", async () => {
    project.write("elsewhere/openim.yaml", `${minimal}extraModules: [site/probe.yaml, site/nothing]\n`);
    const { exitCode, stderr } = await project.gen(["lint", "--file", "elsewhere/openim.yaml"]);
    expect([exitCode, stderr.match(/\[extra-modules-empty\]/g)]).toEqual([4, ["[extra-modules-empty]", "[extra-modules-empty]"]]);
  });

  it("are told to programs as JSON, and to GitHub as annotations", async () => {
    const json = await project.gen(["charts", "--json"]);
    const report = JSON.parse(json.stdout) as { readonly diagnostics: readonly Diagnostic[]; readonly changes: readonly unknown[] };
    expect(json.exitCode).toBe(4);
    expect(report.diagnostics.map((d) => told(d, "openim.yaml")).sort()).toEqual([...five.want].sort());
    expect(report.changes).toEqual([]);
    const github = await project.gen(["charts", "--github"]);
    expect(github.exitCode).toBe(4);
    expect(github.stdout.match(/^::error file=openim\.yaml,line=\d+,col=\d+,/gm)).toHaveLength(5);
  });
});

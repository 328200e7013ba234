import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { generate, type Generated, type Inputs } from "../src/cli/generate.ts";
import { prepare } from "../src/cli/prepare.ts";
import { lockText, updateLock } from "../src/images/lock-text.ts";
import { codes } from "../src/model/codes.ts";
import { policyCodes } from "../src/model/codes/policies.ts";
import type { Diagnostic } from "../src/model/diagnostic.ts";
import { lockFile } from "../src/model/images-lock.ts";
import { at } from "../src/model/json.ts";
import { fileTree } from "../src/model/tree.ts";
import { filesOf, makeProject } from "./helpers/project.ts";
import { minimal, project, realCatalog, realInputs, realResult } from "./helpers/real.ts";

/*
 * fixtures/broken/<code>[-variant].yaml is one mistake each. Its first lines say what must be found, and nothing else may be:
 *   # expect: <code> <line>:<column> [file]
 *   # as: <path>      the file stands in this place: a file of ours, or one of the site's folder `site`; else it is openim.yaml
 *   # settings: <line>  what openim.yaml says then, beside the least; its first line is publicURL
 * As images.lock it stands before the rest of the real one:
 *   # without: <image>  that entry is left out
 *   # absent: true      there is no such file
 * Its last lines say which small change makes it right, each of them: a neighbour that passes.
 *   # passes: <text> → <text>   with \n and \t for a line end and a tab; the first text is there once
 *   # passes: as <path>         the same in another place
 *   # passes: settings <line>   in place of the settings above
 *   # passes: the original      the project's own file
 *   # passes: present           the file is there
 */
const folder = join(import.meta.dirname, "fixtures/broken");
const fixtures = readdirSync(folder).map((name) => ({ name: name.replace(/\.yaml$/, ""), ...readFixture(join(folder, name)) }));

/** Codes of what only outside programs or their output show; the named file has a test of each. */
const elsewhere: Readonly<Record<string, string>> = {
  "dangling-reference": "src/verify/references.test.ts",
  "selector-clash": "src/verify/references.test.ts",
  "missing-variable": "src/verify/scripts.test.ts",
  "dead-variable": "src/verify/variables.test.ts",
  "dead-address": "src/verify/addresses.test.ts",
  "closed-address": "src/verify/closed-addresses.test.ts",
  "kubernetes-schema": "src/verify/kubeconform-output.test.ts",
  "helm-lint": "src/verify/helm-output.test.ts",
  "helm-template": "src/verify/helm-output.test.ts",
  "removed-api": "src/verify/removed-apis.test.ts",
  ...Object.fromEntries(Object.keys(policyCodes).map((code) => [code, "src/verify/policies/policies.test.ts"])),
  "target-link": "src/io/check-targets.test.ts",
  "target-kind": "src/io/check-targets.test.ts",
  "target-closed": "src/io/write-changes.test.ts",
  "target-full": "src/io/write-changes.test.ts",
  "target-failed": "src/io/write-changes.test.ts",
};

interface Fixture {
  readonly text: string;
  readonly as: string | undefined;
  readonly settings: string;
  readonly without: readonly string[];
  readonly absent: boolean;
  readonly want: readonly string[];
  /** Changes that make it right. */
  readonly passes: readonly string[];
}

function readFixture(path: string): Fixture {
  const text = readFileSync(path, "utf8").replaceAll("RELEASE", realCatalog().release.name);
  const tag = (name: string) => [...text.matchAll(new RegExp(`^# ${name}: (.+)$`, "gm"))].map((m) => m[1] ?? "");
  return { text, as: tag("as")[0], settings: settingsOf(tag("settings")), without: tag("without"), absent: tag("absent").length > 0, want: tag("expect"), passes: tag("passes") };
}

function settingsOf(lines: readonly string[]): string {
  return [minimal.trimEnd(), ...lines, ""].join("\n");
}

/** The fixture as its last lines change it. */
function neighbour(fixture: Fixture): Fixture {
  const settings = fixture.passes.flatMap((change) => /^settings (.+)$/.exec(change)?.[1] ?? []);
  const as = fixture.passes.flatMap((change) => /^as (.+)$/.exec(change)?.[1] ?? [])[0];
  const body = fixture.text.replaceAll(/^# (expect|as|settings|passes|without|absent): .*\n/gm, "");
  const text = fixture.passes.reduce((before, change) => {
    const [from, to] = change.split(/ → ?/).map((piece) => piece.replaceAll("\\n", "\n").replaceAll("\\t", "\t"));
    if (from === undefined || to === undefined) return before;
    expect(before.split(from).length, `\`${from}\` is there once`).toBe(2);
    return before.replace(from, () => to);
  }, body);
  return { ...fixture, absent: false, text: fixture.passes.includes("the original") ? original(fixture.as ?? "") : text, as: as ?? fixture.as, ...(settings.length === 0 ? {} : { settings: settingsOf(settings) }) };
}

function original(path: string): string {
  return readFileSync(join(project, path), "utf8");
}

/** As far as generate comes without rendering. */
function readOnly(inputs: Inputs): Generated {
  const { diagnostics, prepared } = prepare(inputs);
  return { diagnostics, ...(prepared === undefined ? {} : { base: prepared.base }) };
}

/** The real catalogue and templates, with the fixture where it says. */
function inputsWith({ text, as, settings, without, absent }: Fixture): Inputs {
  if (as === undefined) return realInputs(text);
  if (as === lockFile) return realInputs(settings, { lock: { file: lockFile, text: absent ? undefined : text + restOfLock(without) } });
  const [, part, path = ""] = /^generator\/(catalog|templates)\/(.+)$/.exec(as) ?? [];
  if (part === undefined) return realInputs(`${settings}extraModules: [site]\n`, { extra: () => fileTree([["site/sound.yaml", sound], [as, text]]) });
  const { catalog, templates } = realInputs(minimal);
  const replaced = (tree: Inputs["catalog"]) => fileTree(new Map([...tree, [path, text]]));
  return realInputs(minimal, part === "catalog" ? { catalog: replaced(catalog) } : { templates: replaced(templates) });
}

/** The entries of the real images.lock as they are needed here, in the form in which they follow others. */
function restOfLock(without: readonly string[]): string {
  const entries = lockText(updateLock([], realResult().plan?.images ?? [])).split("images:\n")[1] ?? "";
  return entries.split(/^(?= {2}- )/m).filter((entry) => !without.some((image) => entry.includes(` ${image}\n`))).join("");
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
    const inTree = ["impure-template", "unknown-value", "image-outside-values", "image-unused", "image-not-locked", "image-not-rendered", "image-users", "image-digest"].includes(diagnostics[0]?.code ?? "");
    expect(tree === undefined).toBe(!inTree && diagnostics.some((d) => d.severity === "error"));
  });

  it.each(fixtures)("$name, put right by a small change", (fixture) => {
    expect(fixture.passes.length).toBeGreaterThan(0);
    const inputs = inputsWith(neighbour(fixture));
    // Only what stands in templates is seen in what is made of them.
    const { diagnostics, base } = fixture.as?.startsWith("generator/templates") ? generate(inputs) : readOnly(inputs);
    expect(diagnostics.filter((d) => d.severity === "error" || fixture.want.some((line) => line.startsWith(`${d.code} `))).map((d) => `${told(d, "")} ${d.message}`)).toEqual([]);
    expect(base).toBeDefined();
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

describe("every reported problem", () => {
  const { problems } = realCatalog();
  const ids = [...Array.from({ length: 19 }, (_, i) => `F-${String(i + 1).padStart(2, "0")}`), ...Array.from({ length: 92 }, (_, i) => `Q-${String(i + 1).padStart(2, "0")}`)];
  const answered = new Set(Object.values(codes).flatMap((entry) => entry.answers ?? []));

  it("is listed, and no other", () => {
    expect(Object.keys(problems)).toEqual(ids);
    expect([...answered].filter((id) => /^[FQ]-/.test(id) && !ids.includes(id))).toEqual([]);
  });

  it.each(ids)("%s is answered by codes, or otherwise: in one of the two ways", (id) => {
    const { where, how } = problems[id] ?? {};
    expect([where !== undefined, how !== undefined]).toEqual(answered.has(id) ? [false, false] : [true, true]);
  });

  it("is answered by what is there: settings and files that the list names", () => {
    const text = Object.values(problems).flatMap(({ how }) => how ?? []).join("\n");
    const files = text.match(/\bdocs\/[a-z]+\.md/g) ?? [];
    const settings = [...text.matchAll(/`((?:config|infra|images|observability)\.[\w.-]+)`/g)].map((m) => m[1] ?? "");
    expect(files.filter((file) => !existsSync(join(project, file)))).toEqual([]);
    expect(settings.length).toBeGreaterThan(3);
    const { schema } = prepare(realInputs(minimal)).prepared ?? {};
    const known = (path: string): boolean => at(schema, path.split(".").flatMap((key) => ["properties", key])) !== undefined;
    expect(settings.filter((path) => !known(path))).toEqual([]);
  });
});

describe("many mistakes", () => {
  const five = readFixture(join(import.meta.dirname, "fixtures/five-mistakes.yaml"));
  const copy = makeProject(five.text);
  afterAll(() => copy.remove());

  it("are told in one run, each with its frame; the exit code is 4 and nothing is written", async () => {
    const before = filesOf(copy.root);
    const { exitCode, stdout, stderr } = await copy.gen(["charts"]);
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
    expect(filesOf(copy.root)).toEqual(before);
  });

  it("are told with their frames in the folders of a site too, wherever openim.yaml is", async () => {
    copy.write("elsewhere/openim.yaml", `${minimal}profile: smal\nextraModules: [site]\n`);
    copy.write("elsewhere/site/probe.yaml", sound.replace("binary", "binray"));
    const { exitCode, stderr } = await copy.gen(["lint", "--file", "elsewhere/openim.yaml"]);
    expect(exitCode).toBe(4);
    for (const part of ["at elsewhere/openim.yaml:2:10", "> 2 | profile: smal", "at elsewhere/site/probe.yaml:5:1", "> 5 | binray: sound", "Did you mean `binary`?"]) expect(stderr).toContain(part);
  });

  it("are told of a folder that is none", async () => {
    copy.write("elsewhere/openim.yaml", `${minimal}extraModules: [site/probe.yaml, site/nothing]\n`);
    const { exitCode, stderr } = await copy.gen(["lint", "--file", "elsewhere/openim.yaml"]);
    expect([exitCode, stderr.match(/\[extra-modules-empty\]/g)]).toEqual([4, ["[extra-modules-empty]", "[extra-modules-empty]"]]);
  });

  it("are told to programs as JSON, and to GitHub as annotations", async () => {
    const json = await copy.gen(["charts", "--json"]);
    const report = JSON.parse(json.stdout) as { readonly diagnostics: readonly Diagnostic[]; readonly changes: readonly unknown[] };
    expect(json.exitCode).toBe(4);
    expect(report.diagnostics.map((d) => told(d, "openim.yaml")).sort()).toEqual([...five.want].sort());
    expect(report.changes).toEqual([]);
    const github = await copy.gen(["charts", "--github"]);
    expect(github.exitCode).toBe(4);
    expect(github.stdout.match(/^::error file=openim\.yaml,line=\d+,col=\d+,/gm)).toHaveLength(5);
  });
});

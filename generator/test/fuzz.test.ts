import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generate, type Generated, type Inputs } from "../src/cli/generate.ts";
import { prepare } from "../src/cli/prepare.ts";
import { catalogFolder } from "../src/model/folders.ts";
import { hasErrors, type Diagnostic } from "../src/model/diagnostic.ts";
import { fileTree } from "../src/model/tree.ts";
import { pretty } from "../src/report/pretty.ts";
import { damaged, damages, type Damage } from "./helpers/mutate.ts";
import { fuzz } from "./helpers/fuzz.ts";
import { miniCatalog, miniFiles } from "./helpers/mini.ts";
import { makeProject, filesOf } from "./helpers/project.ts";
import { minimal, project, realCatalog, realInputs } from "./helpers/real.ts";

/*
 * Whatever is written is accepted, or refused with a place and a reason: never a crash, never a half-made result.
 * FUZZ_SEED=7 FUZZ_RUNS=20 npx vitest run generator/test/fuzz: another seed, and twenty times as many mutants.
 */
const broken = join(import.meta.dirname, "fixtures/broken");
const rich = readFileSync(join(import.meta.dirname, "fixtures/rich.yaml"), "utf8");
const openimYamls = [
  rich,
  readFileSync(join(project, "openim.yaml"), "utf8"),
  ...readdirSync(broken).map((name) => readFileSync(join(broken, name), "utf8")).filter((text) => !text.includes("\n# as: ") && !text.startsWith("# expect: yaml-syntax")),
];

/** What is said of a mistake points into the file, and reads like a sentence. */
function wellSaid(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): void {
  for (const d of diagnostics.slice(0, 100)) {
    const said = `${d.code}: ${d.message} ${d.hint}`;
    expect(said).not.toMatch(/undefined|\[object |\bNaN is|^\s+at .*:\d+:\d+\)?$/m);
    expect(said.length, said.slice(0, 100)).toBeLessThan(2_000);
    if (d.severity === "error") expect(d.position, said).toBeDefined();
    if (d.position === undefined) continue;
    const text = texts.get(d.position.file);
    expect(text, `${d.position.file} of ${said}`).toBeDefined();
    const lines = (text ?? "").split("\n");
    expect(d.position.line, said).toBeGreaterThan(0);
    expect(d.position.line, said).toBeLessThanOrEqual(lines.length);
    expect(d.position.column, said).toBeGreaterThan(0);
    expect(d.position.column, said).toBeLessThanOrEqual((lines[d.position.line - 1] ?? "").length + 1);
  }
  expect(pretty(diagnostics, { color: false, textOf: (file) => texts.get(file) })).not.toContain("undefined");
}

function textsOf(inputs: Inputs): ReadonlyMap<string, string> {
  return new Map([["openim.yaml", inputs.settings.text], ...[...inputs.catalog].map(([path, text]) => [`${catalogFolder}/${path}`, text] as const), ...inputs.extra(["site"])]);
}

let made = 0;

/** Runs the pipeline; of what is accepted, a part is rendered as well. */
function run(inputs: Inputs, whole: number): Generated {
  const { diagnostics, prepared } = prepare(inputs);
  wellSaid(diagnostics, textsOf(inputs));
  expect(prepared !== undefined || hasErrors(diagnostics)).toBe(true);
  if (hasErrors(diagnostics) || made >= whole) return { diagnostics };
  made++;
  const result = generate(inputs);
  if (result.tree === undefined) wellSaid(result.diagnostics, textsOf(inputs));
  expect(result.tree !== undefined || hasErrors(result.diagnostics)).toBe(true);
  for (const text of result.tree?.values() ?? []) expect(text.includes("undefined") && /: undefined$/m.test(text)).toBe(false);
  return result;
}

describe("openim.yaml", () => {
  fuzz("damaged", 1_000, [fc.nat(10_000), damages], (which, list) => {
    const text = damaged(openimYamls[which % 3 === 0 ? 0 : which % openimYamls.length] ?? "", list as readonly Damage[]);
    run(realInputs(text), 25);
  });

  it.each(nasty())("$name", ({ text }) => void run(realInputs(text), 0));
});

describe("the catalogue", () => {
  const own = [...miniFiles.keys()];
  fuzz("of a few files, damaged", 800, [fc.nat(10_000), damages], (which, list) => {
    const path = own[which % own.length] ?? "";
    const text = damaged(miniFiles.get(path) ?? "", list as readonly Damage[]);
    const { diagnostics } = miniCatalog({ [path]: text });
    wellSaid(diagnostics, new Map([...miniFiles, [path, text]].map(([name = "", content = ""]) => [`cat/${name}`, content])));
  });

  const { catalog } = realInputs(minimal);
  const release = realCatalog().release.name;
  const real = [...catalog.keys()].filter((path) => !path.startsWith("tools") && (!path.startsWith("openim/") || path.startsWith(`openim/${release}/`)));
  fuzz("as it is, damaged", 60, [fc.nat(10_000), damages], (which, list) => {
    const path = real[which % real.length] ?? "";
    run(realInputs(minimal, { catalog: fileTree(new Map([...catalog, [path, damaged(catalog.get(path) ?? "", list as readonly Damage[])]])) }), 40);
  });

  const entry = readFileSync(join(import.meta.dirname, "fixtures/rich-module.yaml"), "utf8");
  fuzz("of a site, damaged", 40, [damages], (list) => {
    const text = damaged(entry, list as readonly Damage[]);
    run(realInputs(`${minimal}extraModules: [site]\n`, { extra: () => fileTree([["site/sound.yaml", "name: sound\nkind: module\ndescription: Sound.\npart: server\nbinary: sound\n"], ["site/probe.yaml", text]]) }), 55);
  });
});

describe("the program", () => {
  it("ends with 0 or 4, writes nothing when it refuses, and shows no stack", async () => {
    const copy = makeProject(minimal);
    try {
      await copy.gen(["charts", "--no-tools"]);
      for (const text of [rich.slice(0, 300), `${rich}\u0000`, "a: &a [*a]", "[".repeat(5_000), `${minimal}modules: { __proto__: { replicas: 2 } }\n`]) {
        const before = filesOf(copy.root);
        copy.write("openim.yaml", text);
        const { exitCode, stdout, stderr } = await copy.gen(["charts", "--no-tools"]);
        expect([0, 4], `${text.slice(0, 60)}: ${stderr}`).toContain(exitCode);
        expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .*\(?(node:|file:|\/).*:\d+:\d+\)?$/m);
        if (exitCode === 4) expect(stderr).toMatch(/ at openim\.yaml:\d+:\d+/);
        if (exitCode === 4) expect([...filesOf(copy.root)].filter(([path]) => path !== "openim.yaml")).toEqual([...before].filter(([path]) => path !== "openim.yaml"));
      }
    } finally {
      copy.remove();
    }
  });
});

function nasty(): readonly { readonly name: string; readonly text: string }[] {
  const laughs = ["a: &a [x, x, x, x, x, x, x, x, x]", ...["b", "c", "d", "e", "f", "g", "h"].map((k, i) => `${k}: &${k} [${Array.from({ length: 9 }, () => `*${"abcdefg"[i]}`).join(", ")}]`)].join("\n");
  return [
    { name: "nothing", text: "" },
    { name: "a comment", text: "# nothing\n" },
    { name: "a number", text: "42\n" },
    { name: "a list", text: "- publicURL: https://im.acme.io\n" },
    { name: "empty", text: "~\n" },
    { name: "two documents", text: `${minimal}---\n${minimal}` },
    { name: "aliases that grow without end", text: `${minimal}${laughs}\n` },
    { name: "a circle", text: `${minimal}modules: &m { openim-api: *m }\n` },
    { name: "very deep lists", text: `${minimal}modules: ${"[".repeat(3_000)}${"]".repeat(3_000)}\n` },
    { name: "very deep blocks", text: `${minimal}modules: ${"{a: ".repeat(3_000)}1${"}".repeat(3_000)}\n` },
    { name: "a merge", text: `x: &x { replicas: 2 }\n${minimal}modules: { openim-api: { <<: *x } }\n` },
    { name: "keys that are lists", text: `${minimal}? [a, b]\n: 1\n` },
    { name: "keys that are numbers", text: `${minimal}1: 2\nmodules: { 3: {} }\n` },
    { name: "an empty key", text: `${minimal}: 2\n` },
    { name: "what every object has", text: `${minimal}modules: { __proto__: { replicas: 2 }, constructor: {}, toString: 1 }\n` },
    { name: "a prototype in an environment", text: "environments: { __proto__: { publicURL: https://im.acme.io } }\n" },
    { name: "another encoding", text: "\u0000p\u0000u\u0000b" },
    { name: "line ends of Windows", text: minimal.replaceAll("\n", "\r\n") },
    { name: "a mark at the beginning", text: `\ufeff${minimal}` },
    { name: "bytes and dates", text: `${minimal}profile: !!binary aGFsbG8=\nstorageClass: 2001-12-14t21:59:43.10-05:00\n` },
    { name: "unknown tags", text: `${minimal}profile: !acme small\n` },
    { name: "numbers beyond all measure", text: `${minimal}modules: { openim-api: { replicas: 1e400 }, openim-push: { replicas: 99999999999999999999 } }\n` },
    { name: "infinity", text: `${minimal}modules: { openim-api: { replicas: .inf, drain: .nan } }\n` },
    { name: "a long line", text: `publicURL: https://${"a".repeat(100_000)}\n` },
    { name: "many keys", text: `${minimal}${Array.from({ length: 1_000 }, (_, i) => `k${i}: ${i}`).join("\n")}\n` },
  ];
}

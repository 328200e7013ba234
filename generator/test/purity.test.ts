import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { generate, type Generated } from "../src/cli/generate.ts";
import { merge, type JsonObject } from "../src/model/json.ts";
import { filesOf, makeProject } from "./helpers/project.ts";
import { project as original, realInputs, realResult } from "./helpers/real.ts";

const settings = readFileSync(join(original, "openim.yaml"), "utf8");

function treeOf(result: Generated): ReadonlyMap<string, string> {
  if (result.tree === undefined) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result.tree;
}

describe("the generated tree", () => {
  const tree = treeOf(realResult());
  const files = [...tree];

  // What an earlier run has kept is forgotten.
  const { memory: _kept, ...inputs } = realInputs(settings);

  it("is the same the second time, in content and order, with what was kept and without", () => {
    expect([...treeOf(generate(inputs))]).toEqual(files);
    expect([...treeOf(generate(realInputs(settings)))]).toEqual(files);
  });

  it("does not depend on the order in which files are read", () => {
    const reversed = { ...inputs, catalog: new Map([...inputs.catalog].reverse()), templates: new Map([...inputs.templates].reverse()) };
    expect([...treeOf(generate(reversed))]).toEqual(files);
  });

  it("is sorted by path, and all paths are plain", () => {
    const paths = files.map(([path]) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths.filter((path) => !/^(charts|values|schemas|scripts|docs)(\/[A-Za-z0-9_.-]+)+$/.test(path) || path.includes(".."))).toEqual([]);
    expect(paths.length).toBeGreaterThan(300);
  });

  it("has no carriage return, no tab in YAML, no trailing blank and one newline at the end of each file", () => {
    const bad = files.flatMap(([path, text]) => [
      ...(text.includes("\r") ? [`${path}: carriage return`] : []),
      ...(/\.ya?ml$/.test(path) && /^\s*\t/m.test(text) ? [`${path}: tab`] : []),
      ...(/[^\n]\n$/.test(text) ? [] : [`${path}: end`]),
      ...(/[ \t]$/m.test(text) ? [`${path}: trailing blank`] : []),
      ...(text.includes("\uE000") || text.includes("\uE001") || text.includes("<%") ? [`${path}: a tag of the generator`] : []),
      ...(!path.endsWith(".js") && /\bundefined\b|\[object Object\]|\bNaN\b/.test(text) ? [`${path}: a value that is none`] : []),
    ]);
    expect(bad).toEqual([]);
  });

  it("has YAML that parses everywhere but in Helm's templates, and JSON that parses", () => {
    const yaml = files.filter(([path]) => /\.ya?ml$|Chart\.lock$/.test(path) && !path.includes("/templates/"));
    const json = files.filter(([path]) => path.endsWith(".json"));
    const broken = yaml.flatMap(([path, text]) => parseAllDocuments(text).flatMap((d) => [...d.errors, ...d.warnings].map((e) => `${path}: ${e.message}`)));
    expect(broken).toEqual([]);
    for (const [path, text] of json) expect(() => JSON.parse(text) as unknown, path).not.toThrow();
    expect([yaml.length > 200, json.length > 20]).toEqual([true, true]);
  });

  it("has values.yaml and values for chart-testing that the chart's own schema accepts, and no value that is nothing", () => {
    const charts = files.filter(([path]) => /^charts\/[^/]+\/values\.schema\.json$/.test(path)).map(([path, text]) => ({ folder: path.replace(/values\.schema\.json$/, ""), schema: JSON.parse(text) as object }));
    const wrong = charts.flatMap(({ folder, schema }) => {
      const check = new Ajv({ strict: false }).compile(schema);
      const values = parse(tree.get(`${folder}values.yaml`) ?? "") as JsonObject;
      const scenarios = files.filter(([path]) => path.startsWith(`${folder}ci/`)).map(([path, text]) => [path, merge(values, parse(text) as JsonObject)] as const);
      expect(nulls(values), folder).toEqual([]);
      expect(scenarios.length, folder).toBeGreaterThan(0);
      return [[`${folder}values.yaml`, values] as const, ...scenarios].flatMap(([path, given]) => (check(given) ? [] : [`${path}: ${JSON.stringify(check.errors)}`]));
    });
    expect(wrong).toEqual([]);
    expect(charts.length).toBeGreaterThan(20);
  });

  it("names no place of this machine", () => {
    expect(files.filter(([, text]) => text.includes(original)).map(([path]) => path)).toEqual([]);
  });
});

function nulls(value: unknown, path = ""): readonly string[] {
  if (value === null) return [path];
  // A null that is one of several allowed values was meant.
  if (Array.isArray(value)) return [];
  return typeof value === "object" ? Object.entries(value as object).flatMap(([key, child]) => nulls(child, `${path}.${key}`)) : [];
}

describe("descriptions in values.schema.yaml", () => {
  // `{ description: One thing, and another. }` is two keys for YAML, and the second half is lost.
  it("are whole: a comma in one is quoted", () => {
    const schemas = [...realInputs("").templates].filter(([path]) => path.endsWith("values.schema.yaml"));
    expect(schemas.length).toBeGreaterThan(8);
    expect(schemas.flatMap(([path, text]) => nulls(parse(text)).map((at) => `${path}${at}`))).toEqual([]);
  });

  it("are whole in the catalogue, too", () => {
    const entries = [...realInputs("").catalog].filter(([path]) => path.endsWith(".yaml"));
    expect(entries.flatMap(([path, text]) => nulls(parse(text)).map((at) => `${path}${at}`))).toEqual([]);
  });
});

describe("the command", () => {
  const here = makeProject();
  const there = makeProject();
  afterAll(() => {
    here.remove();
    there.remove();
  });

  it("writes the same bytes under another time zone, locale, working folder and home", async () => {
    const elsewhere = join(there.root, "some where/else");
    mkdirSync(elsewhere, { recursive: true });
    expect(await here.start(["charts", "--no-tools"], { env: { TZ: "UTC", LANG: "C", LC_ALL: "C" } })).toMatchObject({ exitCode: 0 });
    expect(await there.start(["charts", "--no-tools"], { cwd: elsewhere, env: { TZ: "Pacific/Apia", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", HOME: elsewhere, FORCE_COLOR: "1" } })).toMatchObject({ exitCode: 0 });
    const [one, two] = [here, there].map(({ root }) => new Map([...filesOf(root)].map(([path, { text }]) => [path, text])));
    expect(two).toEqual(one);
    expect(one?.size).toBeGreaterThan(300);
  });

  it("writes what the pipeline gives", () => {
    const written = new Map([...filesOf(here.root)].filter(([path]) => /^((charts|values|schemas|docs)\/|scripts\/[a-z]+\.tsv$)/.test(path)).map(([path, { text }]) => [path, text]));
    expect(written).toEqual(new Map(treeOf(realResult())));
  });
});

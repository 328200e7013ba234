import { Ajv, type ValidateFunction } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, isObject, setAt, type Json, type JsonObject } from "../src/model/json.ts";
import { askHelm } from "./helpers/ask-helm.ts";
import { fuzz, fuzzFactor, fuzzSeed } from "./helpers/fuzz.ts";
import { damages, leaves, mistyped, reshape, type Damage } from "./helpers/mutate.ts";
import { realResult } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

/** Values of charts: a misspelt one is refused by the chart's own schema, and what Helm says of any is for people. See fuzz.test.ts. */
const { tree } = realResult();
const charts = [...(tree?.keys() ?? [])].flatMap((path) => /^charts\/([^/]+)\/values\.schema\.json$/.exec(path)?.[1] ?? []);
const valuesOf = (chart: string): JsonObject => parse(tree?.get(`charts/${chart}/values.yaml`) ?? "") as JsonObject;
const schemas = new Map<string, ValidateFunction>();

function accepts(chart: string, values: unknown): boolean {
  const known = schemas.get(chart) ?? new Ajv({ strict: false, validateSchema: false, validateFormats: false }).compile(JSON.parse(tree?.get(`charts/${chart}/values.schema.json`) ?? "") as JsonObject);
  schemas.set(chart, known);
  return known(values) === true;
}

/** Blocks in which any key is right: names of others, or Kubernetes' own objects, which Kubernetes checks. */
const foreign = /(annotations|labels|nodeSelector|securityContext|strategy|extraConfig|limits|requests)$/i;

/** Charts by themselves say what they know; the umbrella leaves that to them. `global` has keys of others beside ours. */
function isOpen(block: readonly string[]): boolean {
  return block.some((key) => foreign.test(key)) || block.join(".") === "global" || charts.includes(block[0] ?? "");
}

/** The values with one word of a path misspelt beside the right one, as Helm sees them after laying them over the defaults. */
function misspelt(values: JsonObject, which: number, choice: number): { readonly values: JsonObject; readonly block: readonly string[]; readonly path: string } {
  const all = leaves(values).map(([path]) => path);
  const path = all[which % all.length] ?? [];
  const depth = choice % path.length;
  const block = path.slice(0, depth);
  const wrong = [...block, mistyped(path[depth] ?? "", choice), ...path.slice(depth + 1)];
  return { values: setAt(values, wrong, at(values, path) ?? null), block, path: wrong.join(".") };
}

describe("values of charts", () => {
  it("are of many charts", () => {
    expect(charts.length).toBeGreaterThan(30);
    expect(charts.filter((chart) => !accepts(chart, valuesOf(chart)))).toEqual([]);
  });

  fuzz("with a word misspelt", 2_000, [fc.nat(10_000), fc.nat(1_000_000), fc.nat(1_000_000)], (which, leaf, choice) => {
    const chart = charts[which % charts.length] ?? "";
    const wrong = misspelt(valuesOf(chart), leaf, choice);
    if (at(valuesOf(chart), wrong.path.split(".")) !== undefined || isOpen(wrong.block)) return;
    expect(accepts(chart, wrong.values), `${chart} takes ${wrong.path}`).toBe(false);
  });

  fuzz("damaged", 1_000, [fc.nat(10_000), damages], (which, list) => {
    const chart = charts[which % charts.length] ?? "";
    expect(typeof accepts(chart, damagedValues(chart, list as readonly Damage[]))).toBe("boolean");
  });
});

function damagedValues(chart: string, list: readonly Damage[]): Json {
  // As JSON has it: Helm reads YAML of another version.
  return JSON.parse(JSON.stringify(list.reduce<unknown>((value, d) => reshape(value, d), valuesOf(chart)))) as Json;
}

const helm = await toolPath("helm");

describe.skipIf(helm === undefined)("Helm", () => {
  // Of what the schema lets through and of what it refuses, some.
  const sample = fc.sample(fc.tuple(fc.nat(10_000), damages), { seed: fuzzSeed, numRuns: Math.ceil(400 * fuzzFactor) });
  const made = sample.map(([which, list]) => ({ chart: charts[which % charts.length] ?? "", list }));
  const cases = made.map(({ chart, list }) => ({ chart, values: damagedValues(chart, list) })).filter(({ values }) => isObject(values) && isObject(values["global"] ?? {}));
  const taken = cases.filter(({ chart, values }) => accepts(chart, values)).slice(0, Math.ceil(14 * fuzzFactor));
  const refused = cases.filter(({ chart, values }) => !accepts(chart, values)).slice(0, Math.ceil(6 * fuzzFactor));

  it.each([...taken.map((c) => ({ ...c, want: "takes" })), ...refused.map((c) => ({ ...c, want: "refuses" }))].map((c, i) => ({ ...c, i })))("$chart with damaged values, which its schema $want ($i)", async ({ chart, values, want }) => {
    const { exitCode, stderr } = await askHelm(helm ?? "", ["template", "openim", `charts/${chart}`, "--namespace", "im", "-f", "-"], JSON.stringify(values));
    expect(stderr).not.toMatch(/goroutine \d+|panic:|runtime error|nil pointer|wrong type for value|can't evaluate field|incompatible types|expected .*; (got|found)|invalid memory/);
    // What is accepted renders, or is refused by a sentence of ours.
    const ours = chart === "openim" ? /execution error at \([^)]*\):\s+\S|don't meet the specifications of the schema/ : /execution error at \([^)]*\):\s+\S/;
    if (exitCode !== 0 && want === "takes") expect(stderr).toMatch(ours);
    // A missing key or an empty one is only a mistake until Helm has laid the values over the defaults.
    if (exitCode !== 0 && want === "refuses") expect(stderr).toMatch(/don't meet the specifications of the schema|execution error at \([^)]*\):\s+\S/);
  });
});

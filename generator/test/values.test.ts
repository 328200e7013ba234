import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, isObject, merge, setAt, type Json, type JsonObject } from "../src/model/json.ts";
import type { ChartPlan } from "../src/model/plan.ts";
import { readObjects, title, type Rendered } from "../src/verify/objects.ts";
import { effectsTable } from "./helpers/effects-table.ts";
import { otherValues } from "./helpers/other-value.ts";
import { project, realResult } from "./helpers/real.ts";
import { helmTemplate, renderTogether, type Variant } from "./helpers/renders.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = (await toolPath("helm")) ?? "";
const { plan, tree } = realResult();
if (plan === undefined || tree === undefined) throw new Error(JSON.stringify(realResult().diagnostics, null, 2));
/** The charts as they are written: their templates decide which values stay in values.yaml. */
const charts = plan.charts.map((c) => ({ ...c, values: parse(tree.get(`charts/${c.name}/values.yaml`) ?? "") as JsonObject, schema: JSON.parse(tree.get(`charts/${c.name}/values.schema.json`) ?? "{}") as JsonObject }));

const accepts = new Map<string, ValidateFunction>();
function check(chart: string): ValidateFunction {
  const known = accepts.get(chart) ?? new Ajv({ strict: false }).compile(charts.find((c) => c.name === chart)?.schema ?? {});
  accepts.set(chart, known);
  return known;
}

/** Every key below an object, leaves and what holds them. */
function keys(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => [[...path, key], ...keys(child, [...path, key])]) : [];
}

function leaves(value: Json): readonly (readonly string[])[] {
  return keys(value).filter((path) => {
    const found = at(value, path);
    return !isObject(found) || Object.keys(found).length === 0;
  });
}

/** The block is everybody's: charts of others may be in the same umbrella and read keys of their own there. */
const open = ["global.imageRegistry", "global.imagePullSecrets", "global.storageClass", "global.dnsConfig", "global.openim"];

describe("a misspelt key", () => {
  // As Helm does: the umbrella's schema, then that of each chart in it, with the block that all share.
  const acceptedBy = (name: string, right: JsonObject): ((values: JsonObject) => boolean) => {
    const parts = name === "openim" ? charts.filter((c) => c.name !== "openim") : [];
    const within = (c: ChartPlan, values: JsonObject): JsonObject => [c.values, isObject(values[c.name]) ? (values[c.name] as JsonObject) : {}, { global: values["global"] ?? {} }].reduce<JsonObject>(merge, {});
    const before = new Map(parts.map((c) => [c, check(c.name)(within(c, right)) === true]));
    // A chart that sees what it saw before says the same.
    const same = (c: ChartPlan, values: JsonObject): boolean => values[c.name] === right[c.name] && values["global"] === right["global"];
    return (values) => check(name)(values) === true && parts.every((c) => (same(c, values) ? before.get(c) : check(c.name)(within(c, values)) === true));
  };
  /** `whole` with the last word of a path misspelt beside the right one; what stands there comes from `values`. */
  const misspelt = (whole: JsonObject, path: readonly string[], values = whole): JsonObject => {
    const [last = "", ...rest] = [...path].reverse();
    return setAt(whole, [...rest.reverse(), `${last}x`], at(values, path) ?? "");
  };

  it.each(charts.map((c) => c.name))("of %s is refused, wherever it is", (name) => {
    const chart = charts.find((c) => c.name === name);
    const values = merge(chart?.values ?? {}, chart?.ci["minimal"] ?? {});
    const own = check(name);
    expect(own(values), JSON.stringify(own.errors)).toBe(true);
    const accepted = acceptedBy(name, values);
    const taken = keys(chart?.values ?? {}).filter((path) => accepted(misspelt(values, path))).map((path) => path.join("."));
    expect(taken.filter((path) => !open.includes(path) && !free(chart, path.split(".")))).toEqual([]);
  });

  it("of an environment's values is refused, in whichever chart it is", () => {
    const files = [...tree].filter(([path]) => /^values\/[^/]+\/openim\.yaml$/.test(path));
    const taken = files.flatMap(([file, text]) => {
      const values = parse(text) as JsonObject;
      const whole = merge(charts.at(-1)?.values ?? {}, values);
      const accepted = acceptedBy("openim", whole);
      return keys(values).flatMap((path) => (accepted(misspelt(whole, path, values)) && !open.includes(path.join(".")) ? [`${file}: ${path.join(".")}`] : []));
    });
    expect(files.length).toBe(plan.environments.length);
    expect(taken).toEqual([]);
  });

  it.skipIf(helm === "")("is refused by Helm as by us, and named", async () => {
    for (const [chart, values] of [["openim-api", { autoscaling: { enable: true } }], ["mongodb", { persistance: { size: "1Gi" } }], ["openim", { global: { openim: { publicUrl: "https://im.example.com" } } }]] as const) {
      await expect(helmTemplate(helm, { name: "misspelt", chart, values })).rejects.toThrow(/additional propert|Additional property/i);
    }
  });
});

/** True for a place whose keys are free: labels, annotations, and lists of the site's own. */
function free(chart: ChartPlan | undefined, path: readonly string[]): boolean {
  const parent = schemaAt(chart, path.slice(0, -1));
  return parent !== undefined && !isObject(parent["properties"]);
}

function schemaAt(chart: ChartPlan | undefined, path: readonly string[]): JsonObject | undefined {
  const found = at(chart?.schema, path.flatMap((key) => ["properties", key]));
  return isObject(found) ? found : undefined;
}

/** A leaf to be changed: one per kind of chart and path, for charts of a kind come from the same templates. */
interface Leaf {
  readonly chart: ChartPlan;
  readonly path: readonly string[];
}

function leavesToChange(): readonly Leaf[] {
  const seen = new Set<string>();
  // The umbrella's last: what it shares with its parts is seen there. Its own switches are turned in the other test.
  return charts.flatMap((chart) =>
    leaves(chart.values).flatMap((path) => {
      const id = path[0] === "global" ? (chart.kind === "umbrella" && seen.has(path.join(".")) ? "" : `${chart.kind} ${path.join(".")}`) : `${chart.kind} ${path.join(".")}`;
      if (id === "" || seen.has(id) || (chart.kind === "umbrella" && path.at(-1) === "enabled" && path.length === 2)) return [];
      seen.add(id).add(path.join("."));
      return [{ chart, path }];
    }),
  );
}

/** Values that change no object, and why they are there. */
const without: readonly { readonly path: RegExp; readonly because: string }[] = [
  { path: /^openim-credentials global\.openim\.(etcd|kafka|loki|mongodb|mysql|objectStorage|redis)\.(?!addresses|existingSecret)/, because: "the chart asks every store's block whether the site brings it; the rest of the block is for others" },
  { path: /^redis global\.openim\.redis\.addresses$/, because: "the umbrella leaves the chart out where the site brings its own; the chart by itself is always the built-in one" },
];

interface Effect {
  readonly leaf: Leaf;
  readonly scenario: string;
  readonly value: Json;
  /** Objects that differ; the reason where the chart refuses the value in this scenario. */
  readonly objects: readonly string[];
  readonly refused?: string;
}

describe.skipIf(helm === "")("every value", () => {
  const todo = leavesToChange();
  const effects: Effect[] = [];
  const stubborn: string[] = [];

  beforeAll(async () => {
    let rest: readonly Leaf[] = todo;
    // What has no effect with the least values is tried in the other scenarios of its chart, one scenario a round.
    for (let round = 0; rest.length > 0 && round < 16; round++) {
      const tries = rest.flatMap((leaf) => trial(leaf, round));
      const found = await inBatches(tries);
      effects.push(...found.filter((e) => e.objects.length > 0 || e.refused !== undefined));
      const done = new Set(effects.map((e) => e.leaf));
      rest = rest.filter((leaf) => !done.has(leaf));
    }
    stubborn.push(...rest.map((l) => `${l.chart.name} ${l.path.join(".")}`));
  });

  it("is there to be changed", () => {
    expect(todo.length).toBeGreaterThan(900);
    expect(new Set(todo.map((l) => l.chart.kind)).size).toBe(new Set(charts.map((c) => c.kind)).size);
  });

  it("changes what is rendered, or is listed with a reason", () => {
    expect(stubborn.filter((line) => !without.some((w) => w.path.test(line)))).toEqual([]);
    expect(without.filter((w) => !stubborn.some((line) => w.path.test(line)))).toEqual([]);
  });

  it("is in docs/values-effects.md with what it changes", async () => {
    const found = effects.map(({ leaf, objects, refused }) => ({ chart: leaf.chart.name, kind: leaf.chart.kind, path: leaf.path.join("."), objects, ...(refused === undefined ? {} : { refused }) }));
    const kinds = new Map(charts.map((c) => [c.kind, charts.filter((o) => o.kind === c.kind).map((o) => o.name)]));
    await expect(effectsTable(found, kinds)).toMatchFileSnapshot(join(project, "docs/values-effects.md"));
  });

  it("changes few objects: nobody else's", () => {
    // What only one component reads must not reach another: a chart's own value changes objects of that chart.
    const wide = effects.filter((e) => e.leaf.chart.kind !== "umbrella" && e.leaf.path[0] !== "global" && e.objects.length > 14).map((e) => `${e.leaf.chart.name} ${e.leaf.path.join(".")}: ${e.objects.length}`);
    expect(wide).toEqual([]);
  });
});

/** A leaf with another value, in one scenario of its chart. */
function trial(leaf: Leaf, round: number): readonly { readonly leaf: Leaf; readonly scenario: string; readonly base: JsonObject; readonly value: Json }[] {
  // Being watched is a switch that every kind has; few have a scenario of their own for it.
  const watched = merge(leaf.chart.ci["minimal"] ?? {}, { global: { openim: { observability: { enabled: true, operator: true } } } });
  const scenarios = Object.entries({ minimal: leaf.chart.ci["minimal"] ?? {}, "all watched": watched, ...leaf.chart.ci });
  const [scenario, given] = scenarios[round] ?? [];
  if (scenario === undefined || given === undefined) return [];
  const base = leaf.chart.kind === "umbrella" ? merge(hollow(), given) : given;
  const whole = merge(leaf.chart.values, base);
  const fits = check(leaf.chart.name);
  const value = otherValues(schemaAt(leaf.chart, leaf.path) ?? {}, at(whole, leaf.path)).find((v) => fits(setAt(whole, leaf.path, v)));
  return value === undefined ? [] : [{ leaf, scenario, base, value }];
}

/** The umbrella with nothing in it: what is rendered is its own. */
function hollow(): JsonObject {
  return { global: { openim: { credentials: { mode: "existing" } } }, ...Object.fromEntries(charts.filter((c) => c.kind !== "umbrella").map((c) => [c.name, { enabled: false }])) };
}

async function inBatches(tries: readonly ReturnType<typeof trial>[number][]): Promise<readonly Effect[]> {
  const bases = new Map<string, Variant>();
  const variants = tries.map(({ leaf, scenario, base, value }, i) => {
    const plain = `${leaf.chart.name} ${scenario}`;
    bases.set(plain, { name: plain, chart: leaf.chart.name, values: base });
    return { name: `${i}`, chart: leaf.chart.name, values: setAt(base, leaf.path, value) };
  });
  const texts = new Map<string, string>();
  const refusals = new Map<string, string>();
  const all = [...bases.values(), ...variants];
  // What is refused is left out and the rest asked again, so a batch is small.
  for (let i = 0; i < all.length; i += 25) await together(all.slice(i, i + 25));
  return tries.map(({ leaf, scenario, value }, i) => {
    const refused = refusals.get(`${i}`);
    const before = byTitle(texts.get(`${leaf.chart.name} ${scenario}`) ?? "");
    const after = byTitle(texts.get(`${i}`) ?? "");
    const names = new Set([...before.keys(), ...after.keys()]);
    const objects = refused === undefined ? [...names].filter((name) => before.get(name) !== after.get(name)).sort() : [];
    return { leaf, scenario, value, objects, ...(refused === undefined ? {} : { refused }) };
  });

  /** Leaves out what is refused, and says why, until the rest is rendered. */
  async function together(batch: readonly Variant[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      for (const [name, text] of await renderTogether(helm, batch)) texts.set(name, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const culprit = /\(?together\/charts\/v(\d+)\//.exec(reason)?.[1];
      const variant = batch[Number(culprit ?? -1)];
      if (variant === undefined) throw error;
      refusals.set(variant.name, reason.trim().split("\n").at(-1) ?? reason);
      await together(batch.filter((v) => v !== variant));
    }
  }
}

function byTitle(text: string): ReadonlyMap<string, string> {
  return new Map(readObjects(text).map((o: Rendered) => [title(o), JSON.stringify(o.value)]));
}

import { at, isObject, merge, setAt, type JsonObject } from "../../src/model/json.ts";
import type { ChartPlan, Plan } from "../../src/model/plan.ts";
import { pairs } from "./pairs.ts";
import type { Variant } from "./renders.ts";

/*
 * Which renders are enough. A chart is a function of its values, and its templates ask each value by itself, seldom two together. So:
 *  - every chart alone, with the scenarios of its kind, which set every switch of the kind at least once;
 *  - the umbrella with every environment and scenario;
 *  - the umbrella with each of its own switches turned, one by one: a component left out, a feature turned on;
 *  - what the templates do ask together, the ways to come by stores and credentials: every pair of modes of two of them;
 *  - everything at once, which is also what is rendered under long names, for other versions of Kubernetes, twice.
 * A single switch inside a component is turned by the walk through all values, which looks at the same rules.
 */

const publicURL: JsonObject = { global: { openim: { publicURL: "https://im.example.com" } } };

/** Everything that can be on at the same time. */
export function everything(plan: Plan): Variant {
  const stores = Object.fromEntries(plan.charts.filter((c) => c.component.enabled === false).map((c) => [c.name, { enabled: true }]));
  const scaled = Object.fromEntries(plan.charts.filter((c) => isObject(at(c.values, ["autoscaling"]))).map((c) => [c.name, { autoscaling: { enabled: true } }]));
  return { name: "everything", chart: "openim", values: [publicURL, { global: { openim: { observability: { enabled: true, operator: true } } } }, stores, scaled].reduce<JsonObject>(merge, {}) };
}

/** All of them, each with a name of its own. */
export function variants(plan: Plan): readonly Variant[] {
  const umbrella = plan.charts.at(-1);
  if (umbrella === undefined) throw new Error("no umbrella");
  return [
    ...plan.charts.flatMap((c) => Object.entries(c.ci).map(([scenario, values]) => ({ name: `${c.name} ${scenario}`, chart: c.name, values }))),
    ...plan.environments.map((e) => ({ name: `openim of ${e.name}`, chart: "openim", values: e.values })),
    ...switches(plan, umbrella),
    ...modes(plan),
    everything(plan),
  ];
}

/** Each switch of the umbrella turned. Stores are turned in pairs, for one that is left out must be somewhere else. */
function switches(plan: Plan, umbrella: ChartPlan): readonly Variant[] {
  const stores = new Set(plan.charts.filter((c) => c.component.key !== undefined).map((c) => c.name));
  const found: Variant[] = [];
  const walk = (value: JsonObject, path: readonly string[]): void => {
    for (const [key, child] of Object.entries(value)) {
      const here = [...path, key];
      if (isObject(child)) walk(child, here);
      else if (typeof child === "boolean" && !stores.has(path[0] ?? "") && here[0] !== "test") found.push({ name: `openim ${here.join(".")}=${String(!child)}`, chart: "openim", values: setAt(publicURL, here, !child) });
    }
  };
  walk(umbrella.values, []);
  return found;
}

function modes(plan: Plan): readonly Variant[] {
  const stores = plan.charts.filter((c) => c.component.key !== undefined && c.component.switch === undefined);
  const choices = {
    ...Object.fromEntries(stores.map((c) => [c.name, ["builtin", "external", ...(c.component.modes?.includes("off") === true && c.component.enabled === false ? ["off"] : [])]])),
    credentials: ["generated", "derived", "existing"],
    observability: ["off", "on"],
  };
  return pairs(choices).map((row, i) => {
    const parts = stores.map((c): JsonObject => {
      const key = c.component.key ?? "";
      const mode = row[c.name];
      if (mode !== "external") return { [c.name]: { enabled: mode === "builtin" } };
      return { [c.name]: { enabled: false }, global: { openim: { [key]: { addresses: [`${c.name}.stores.example.com:7000`], existingSecret: `site-${c.name}` } } } };
    });
    const credentials = { credentials: { mode: row["credentials"] ?? "", ...(row["credentials"] === "derived" ? { master: "m".repeat(32) } : {}) } };
    const rest: JsonObject = { global: { openim: { ...credentials, observability: { enabled: row["observability"] === "on" } } }, ...(row["credentials"] === "generated" ? {} : {}) };
    return { name: `openim modes ${i}: ${Object.entries(row).map(([name, choice]) => `${name} ${choice}`).join(", ")}`, chart: "openim", values: [publicURL, rest, ...parts].reduce<JsonObject>(merge, {}) };
  });
}

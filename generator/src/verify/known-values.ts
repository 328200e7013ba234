import { diagnose } from "../model/codes.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";
import { placeAt } from "./place-at.ts";
import { withoutComments } from "./without-comments.ts";
import type { VerifyRule } from "./verify.ts";

/** Every `.Values.path` in a chart's templates is something that its schema lets a user set. */
export const knownValues: VerifyRule = (tree, plan) => {
  const schemas = new Map(plan.charts.map((chart) => [chart.name, chart.schema]));
  return [...tree].flatMap(([file, text]) => {
    const [top, chart = "", folder] = file.split("/");
    const schema = schemas.get(chart);
    if (top !== "charts" || folder !== "templates" || schema === undefined) return [];
    const template = withoutComments(text);
    return [...template.matchAll(/\.Values\.([A-Za-z0-9_.]+)/g)].flatMap((use) => {
      const path = (use[1] ?? "").replace(/\.$/, "").split(".");
      return describes(schema, path) ? [] : [diagnose("unknown-value", { path: path.join(".") }, { file, ...placeAt(template, use.index) })];
    });
  });
};

function describes(schema: JsonObject, path: readonly string[]): boolean {
  let here: JsonObject = schema;
  for (const key of path) {
    const properties = here["properties"];
    if (!isObject(properties)) return here["additionalProperties"] !== false;
    const next = at(properties, [key]);
    if (!isObject(next)) return false;
    here = next;
  }
  return true;
}

import { diagnose } from "../model/codes.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";
import { withoutComments } from "./without-comments.ts";
import type { VerifyRule } from "./verify.ts";

/** Every `.Values.path` in a chart's templates is something that its schema lets a user set. */
export const knownValues: VerifyRule = (tree, plan) =>
  plan.charts.flatMap((chart) => {
    const prefix = `charts/${chart.name}/templates/`;
    return [...tree].flatMap(([file, text]) => {
      if (!file.startsWith(prefix)) return [];
      return withoutComments(text).split("\n").flatMap((line, i) =>
        [...line.matchAll(/\.Values\.([A-Za-z0-9_.]+)/g)].flatMap((use) => {
          const path = (use[1] ?? "").replace(/\.$/, "").split(".");
          return describes(chart.schema, path) ? [] : [diagnose("unknown-value", { path: path.join(".") }, { file, line: i + 1, column: use.index + 1 })];
        }),
      );
    });
  });

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

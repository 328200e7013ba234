import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { ChartPlan } from "../model/plan.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { defaults } from "../model/values-schema.ts";
import { chartLock } from "./chart-lock.ts";
import type { Engine } from "./engine.ts";
import { readValues } from "./read-values.ts";
import { schemaFile } from "./schema-file.ts";
import { valuesFile } from "./values-file.ts";
import { valuesTable } from "./values-table.ts";
import { toYaml } from "./yaml.ts";

/** The files of one chart, by path below its folder. Throws a TemplateFailure when a template fails. */
export function renderChart(plan: ChartPlan, kind: Kind, engine: Engine): FileTree {
  const make = (view: object, files: Iterable<readonly [string, string]>) =>
    [...files].flatMap(([path, source]) => {
      const text = tidy(engine.render(`${kind.name}/${path}`, source, view));
      return text === "" ? [] : [[path, text] as const];
    });
  const isTemplate = ([path]: readonly [string, string]): boolean => path.startsWith("templates/");
  const templates = make(plan.view, [...kind.files].filter(isTemplate));
  // A chart that holds others hands the whole of `global` on to them.
  const dependencies = plan.metadata["dependencies"];
  const schema = dependencies === undefined ? readValues(plan.schema, templates.map(([, text]) => text)) : plan.schema;
  const others = make({ ...plan.view, valuesTable: valuesTable(schema) }, [...kind.files].filter((file) => !isTemplate(file)));
  return fileTree([
    ["Chart.yaml", toYaml(plan.metadata)],
    ...(Array.isArray(dependencies) ? [["Chart.lock", chartLock((dependencies as JsonObject[]).filter(isObject))] as const] : []),
    ["values.yaml", valuesFile(`Values of the chart ${plan.name}.`, schema, (defaults(schema) ?? {}) as JsonObject)],
    ["values.schema.json", schemaFile(schema)],
    ...Object.entries(plan.ci).map(([name, values]) => [`ci/${name}-values.yaml`, toYaml(values)] as const),
    ...plan.files,
    ...[...plan.documents].map(([path, value]) => [path, path.endsWith(".json") ? `${JSON.stringify(value, null, 2)}\n` : toYaml(value)] as const),
    ...templates,
    ...others,
  ]);
}

/** No blank lines at the ends and never two together, one newline last; empty when there is nothing but blanks. */
function tidy(text: string): string {
  const body = text.replace(/^(\s*\n)+/, "").replaceAll(/\n{3,}/g, "\n\n").trimEnd();
  return body === "" ? "" : `${body}\n`;
}

import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { ChartPlan } from "../model/plan.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { chartLock } from "./chart-lock.ts";
import type { Engine } from "./engine.ts";
import { schemaFile } from "./schema-file.ts";
import { valuesFile } from "./values-file.ts";
import { valuesTable } from "./values-table.ts";
import { toYaml } from "./yaml.ts";

/** The files of one chart, by path below its folder. Throws a TemplateFailure when a template fails. */
export function renderChart(plan: ChartPlan, kind: Kind, engine: Engine): FileTree {
  const view = { ...plan.view, metadata: plan.metadata, valuesTable: valuesTable(plan.schema) };
  const templated = [...kind.files].flatMap(([path, source]) => {
    const text = tidy(engine.render(`${kind.name}/${path}`, source, view));
    return text === "" ? [] : [[path, text] as const];
  });
  const dependencies = plan.metadata["dependencies"];
  return fileTree([
    ["Chart.yaml", toYaml(plan.metadata)],
    ...(Array.isArray(dependencies) ? [["Chart.lock", chartLock((dependencies as JsonObject[]).filter(isObject))] as const] : []),
    ["values.yaml", valuesFile(`Values of the chart ${plan.name}.`, plan.schema, plan.values)],
    ["values.schema.json", schemaFile(plan.schema)],
    ...Object.entries(plan.ci).map(([name, values]) => [`ci/${name}-values.yaml`, toYaml(values)] as const),
    ...plan.files,
    ...templated,
  ]);
}

/** No blank lines at the ends and never two together, one newline last; empty when there is nothing but blanks. */
function tidy(text: string): string {
  const body = text.replace(/^(\s*\n)+/, "").replaceAll(/\n{3,}/g, "\n\n").trimEnd();
  return body === "" ? "" : `${body}\n`;
}

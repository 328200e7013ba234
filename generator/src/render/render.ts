import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import type { EnvironmentPlan, Plan } from "../model/plan.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { renderChart } from "./chart.ts";
import { createEngine, type Compiled } from "./engine.ts";
import { errorReference } from "./error-reference.ts";
import { clusterTable } from "./cluster-table.ts";
import { componentsTable } from "./components-table.ts";
import { runbook } from "./runbook.ts";
import { toYaml } from "./yaml.ts";

/** Everything that `gen charts` writes. Pure: the same plan gives the same bytes on any machine. */
export function render(plan: Plan, templates: Templates, compiled?: Compiled): FileTree {
  const engine = createEngine(templates.fragments, compiled);
  const charts = plan.charts.flatMap((chart) => {
    const kind = templates.kinds.get(chart.kind);
    if (kind === undefined) throw new Error(`no templates for kind ${chart.kind}`);
    return [...renderChart(chart, kind, engine)].map(([path, text]) => [`charts/${chart.name}/${path}`, text] as const);
  });
  return fileTree([
    ...charts,
    ...plan.environments.flatMap((environment) => [...environmentFiles(environment), [`values/${environment.name}/components.tsv`, componentsTable(plan.site.order, new Set(environment.enabled))] as const]),
    ["docs/errors.md", errorReference(plan.problems)] as const,
    ["docs/runbook.md", runbook(plan.charts.map((chart) => chart.component))] as const,
    ["scripts/cluster.tsv", clusterTable(plan)] as const,
    ["scripts/components.tsv", componentsTable(plan.site.order, new Set(plan.site.enabled))] as const,
    ["schemas/openim.schema.json", `${JSON.stringify(plan.settingsSchema, null, 2)}\n`] as const,
  ]);
}

/** values/<env>: one file for the umbrella, and the same split for charts that are installed one by one. */
function environmentFiles(environment: EnvironmentPlan): readonly (readonly [string, string])[] {
  const { global, ...charts } = environment.values as Record<string, JsonObject>;
  const folder = `values/${environment.name}`;
  const openim = isObject(global) && isObject(global["openim"]) ? global["openim"] : {};
  const shared: JsonObject = { ...(isObject(global) ? global : {}), openim: { instance: "openim", ...openim } };
  const heading = (text: string) => `# ${text}\n`;
  return [
    [`${folder}/openim.yaml`, `${heading(`What ${environment.name} lays over the defaults of the chart openim.`)}${toYaml(environment.values)}`],
    [`${folder}/global.yaml`, `${heading(`Shared by every chart of ${environment.name} when they are installed one by one.`)}${toYaml({ global: shared })}`],
    ...Object.entries(charts).flatMap(([name, values]) => {
      const { enabled: _enabled, ...own } = values;
      return Object.keys(own).length === 0 ? [] : [[`${folder}/${name}.yaml`, `${heading(`What ${environment.name} lays over the defaults of the chart ${name}.`)}${toYaml(own)}`] as const];
    }),
  ];
}

import type { Installed } from "../bundle/tables.ts";
import { loadKubernetes } from "../io/k8s-schemas.ts";
import { run } from "../io/run.ts";
import { stageCharts } from "../io/stage-charts.ts";
import { locateTool } from "../io/tools.ts";
import { isObject, at, type JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";
import { knownSecrets } from "../verify/known-secrets.ts";
import { containers, podTemplate, readObjects, title } from "../verify/objects.ts";
import { templateArguments } from "./template-arguments.ts";

/** Renders the umbrella in environments, or with its defaults where there are none. Undefined without Helm. */
export async function installedIn(tree: FileTree, plan: Plan, environments: readonly string[], root: string): Promise<readonly Installed[] | undefined> {
  const helm = (await locateTool("helm")) ?? (await locateTool("helm4"));
  if (helm === undefined) return undefined;
  const umbrella = plan.charts.at(-1);
  const defaults = { name: "defaults", values: umbrella?.values ?? {}, files: [] as readonly string[] };
  const wanted = environments.length === 0 ? [defaults] : plan.environments.filter((e) => environments.includes(e.name)).map((e) => ({ name: e.name, values: e.full, files: [`values/${e.name}/openim.yaml`] }));
  const kubernetes = loadKubernetes(root);
  const stage = stageCharts(tree, root, "openim");
  try {
    return await Promise.all(
      wanted.map(async ({ name, values, files }): Promise<Installed> => {
        const { exitCode, stdout, stderr } = await run(helm.path, templateArguments(kubernetes, files, values), { cwd: stage.folder });
        if (exitCode !== 0) throw new Error(`helm template with the values of ${name}: ${stderr}`);
        const objects = readObjects(stdout);
        const pods = objects.flatMap((object) => {
          const template = podTemplate(object);
          const spec = template === undefined ? undefined : at(template, ["spec"]);
          return template === undefined || !isObject(spec) ? [] : [{ owner: title(object), spec, containers: containers(template) }];
        });
        const made = [...knownSecrets(plan, "openim", {} as JsonObject)].map(([secret, keys]) => [secret, keys ?? []] as const);
        return { name, values, objects, pods, made: new Map(made) };
      }),
    );
  } finally {
    stage.remove();
  }
}

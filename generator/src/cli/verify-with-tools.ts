import { locateSchemas, loadKubernetes } from "../io/k8s-schemas.ts";
import { run } from "../io/run.ts";
import { stageCharts } from "../io/stage-charts.ts";
import { locateTool } from "../io/tools.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";
import { lintFindings, templateFailure } from "../verify/helm-output.ts";
import { schemaFindings } from "../verify/kubeconform-output.ts";
import { knownSecrets } from "../verify/known-secrets.ts";
import { readObjects } from "../verify/objects.ts";
import { references } from "../verify/references.ts";
import { variables } from "../verify/variables.ts";

/** What outside tools said, which of them ran, and which checks were left out for want of one. */
export interface ToolReport {
  readonly diagnostics: readonly Diagnostic[];
  readonly engines: readonly string[];
  readonly skipped: readonly string[];
}

// Kubernetes does not describe these; they belong to what a site puts in front.
const foreignKinds = "HTTPRoute,IngressRoute,VirtualService,PodMonitor,ServiceMonitor,PrometheusRule";

/** Lints every chart, renders every environment, and checks what came out: against each other and against Kubernetes. */
export async function verifyWithTools(tree: FileTree, plan: Plan, root: string): Promise<ToolReport> {
  const helm = (await locateTool("helm")) ?? (await locateTool("helm4"));
  if (helm === undefined) return { diagnostics: [], engines: [], skipped: ["helm (lint, template, cross-references)", "kubeconform"] };
  const kubeconform = await locateTool("kubeconform");
  const minor = loadKubernetes(root).checked.at(-1) ?? "";
  const schemas = kubeconform === undefined ? undefined : await locateSchemas(minor, root);
  const stage = stageCharts(tree, root, "openim");
  try {
    const names = plan.charts.map((c) => `charts/${c.name}`);
    const lint = run(helm.path, ["lint", ...names], { cwd: stage.folder }).then((r) => lintFindings(r.stdout + r.stderr));
    const environments = plan.environments.map((environment) => renderEnvironment(environment.name, environment.full));
    const found = (await Promise.all([lint, ...environments])).flat();
    const engines = [
      `${helm.name} ${helm.version} (lint, template × ${environments.length}, cross-references)`,
      ...(kubeconform !== undefined && schemas !== undefined ? [`kubeconform ${kubeconform.version} (Kubernetes ${minor})`] : []),
    ];
    return { diagnostics: found, engines, skipped: kubeconform === undefined || schemas === undefined ? ["kubeconform"] : [] };
  } finally {
    stage.remove();
  }

  async function renderEnvironment(name: string, values: JsonObject): Promise<readonly Diagnostic[]> {
    if (helm === undefined) return [];
    const args = ["template", "openim", "charts/openim", "--namespace", "openim", "--kube-version", `${minor}.0`, "-f", `values/${name}/openim.yaml`];
    const rendered = await run(helm.path, args, { cwd: stage.folder });
    if (rendered.exitCode !== 0) return [templateFailure(name, rendered.stderr)];
    const objects = readObjects(rendered.stdout);
    const own = [...references(objects, knownSecrets(plan, "openim", values)), ...variables(objects, { prefixes: plan.variablePrefixes })];
    if (hasErrors(own) || kubeconform === undefined || schemas === undefined) return own;
    const checked = await run(kubeconform.path, ["-strict", "-output", "json", "-kubernetes-version", schemas.kubernetesVersion, "-schema-location", schemas.location, "-skip", foreignKinds], { input: rendered.stdout });
    return schemaFindings(checked.stdout);
  }
}

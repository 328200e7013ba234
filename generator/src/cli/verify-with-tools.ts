import { locateCustomSchemas } from "../io/custom-schemas.ts";
import { loadKubernetes, locateSchemas, type KubernetesSchemas } from "../io/k8s-schemas.ts";
import { fileMemory } from "../io/memory.ts";
import { run } from "../io/run.ts";
import { stageCharts } from "../io/stage-charts.ts";
import { locateTool } from "../io/tools.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { at, type JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";
import { addresses } from "../verify/addresses.ts";
import { closedAddresses } from "../verify/closed-addresses.ts";
import { lintFindings, templateFailure } from "../verify/helm-output.ts";
import { givenNames, knownSecrets } from "../verify/known-secrets.ts";
import { schemaFindings } from "../verify/kubeconform-output.ts";
import { readObjects, type Rendered } from "../verify/objects.ts";
import { policies } from "../verify/policies/policies.ts";
import { references } from "../verify/references.ts";
import { renderedImages } from "../verify/rendered-images.ts";
import { removedApis } from "../verify/removed-apis.ts";
import { scripts } from "../verify/scripts.ts";
import { variables } from "../verify/variables.ts";
import { keyOf } from "./memory.ts";
import { templateArguments } from "./template-arguments.ts";

/** What outside tools said, which of them ran, and which checks were left out for want of one. */
export interface ToolReport {
  readonly diagnostics: readonly Diagnostic[];
  readonly engines: readonly string[];
  readonly skipped: readonly string[];
}

/** One way in which the umbrella is installed. */
interface Installation {
  readonly name: string;
  readonly values: JsonObject;
  readonly files: readonly string[];
}

/**
 * Lints every chart, renders the umbrella with its defaults and with every environment, and checks what came out: against each
 * other and against Kubernetes. Where nothing was to be said, the same charts are not looked at again by the same tools.
 *
 * @param anew look at them all the same
 */
export async function verifyWithTools(tree: FileTree, plan: Plan, root: string, anew = false): Promise<ToolReport> {
  const helm = (await locateTool("helm")) ?? (await locateTool("helm4"));
  if (helm === undefined) return { diagnostics: [], engines: [], skipped: ["helm (lint, template, cross-references)", "kubeconform"] };
  const kubernetes = loadKubernetes(root);
  const kubeconform = await locateTool("kubeconform");
  const schemas = kubeconform === undefined ? [] : (await Promise.all(kubernetes.checked.map((minor) => locateSchemas(minor, root)))).filter((s): s is KubernetesSchemas => s !== undefined);
  // Kubernetes does not describe what belongs to others: what a site puts in front, and who watches.
  const foreign = kubernetes.customResources.flatMap((r) => r.kinds);
  const custom = kubeconform === undefined ? undefined : await locateCustomSchemas(root);
  const foreignArgs = custom === undefined ? ["-skip", foreign.join(",")] : ["-schema-location", custom];
  const umbrella = plan.charts.at(-1);
  const installations: readonly Installation[] = [
    { name: "the defaults", values: umbrella?.values ?? {}, files: [] },
    ...plan.environments.map((e) => ({ name: e.name, values: e.full, files: [`values/${e.name}/openim.yaml`] })),
  ];
  const engines = [
    `${helm.name} ${helm.version} (lint, template × ${installations.length}, cross-references)`,
    ...(kubeconform === undefined || schemas.length === 0 ? [] : [`kubeconform ${kubeconform.version} (Kubernetes ${schemas.map((s) => s.minor).join(", ")}${custom === undefined ? "" : `, ${foreign.join(", ")}`})`]),
  ];
  const absent = kubernetes.checked.filter((minor) => !schemas.some((s) => s.minor === minor));
  const skipped = kubeconform === undefined ? ["kubeconform"] : [...absent.map((minor) => `schemas of Kubernetes ${minor}`), ...(custom === undefined ? [`schemas of ${foreign.join(", ")}`] : [])];
  const sound = fileMemory(root, "sound-charts");
  const key = keyOf(JSON.stringify([engines, skipped, kubernetes, plan]), tree);
  if (!anew && sound.recall(key) !== undefined) return { diagnostics: [], engines, skipped };
  const stage = stageCharts(tree, root, "openim");
  try {
    const lint = run(helm.path, ["lint", ...plan.charts.map((c) => `charts/${c.name}`)], { cwd: stage.folder }).then((r) => lintFindings(r.stdout + r.stderr));
    const diagnostics = (await Promise.all([lint, ...installations.map(check)])).flat();
    if (diagnostics.length === 0) sound.remember(key, "");
    return { diagnostics, engines, skipped };
  } finally {
    stage.remove();
  }

  async function check({ name, values, files }: Installation): Promise<readonly Diagnostic[]> {
    if (helm === undefined) return [];
    const rendered = await run(helm.path, templateArguments(kubernetes, files, values), { cwd: stage.folder });
    if (rendered.exitCode !== 0) return [templateFailure(name, rendered.stderr)];
    let objects: readonly Rendered[];
    try {
      objects = readObjects(rendered.stdout);
    } catch (error) {
      return [templateFailure(name, error instanceof Error ? error.message : String(error))];
    }
    const own = [
      ...references(objects, knownSecrets(plan, "openim", values), givenNames(values)),
      ...variables(objects, { prefixes: plan.variablePrefixes }),
      ...scripts(objects),
      ...removedApis(objects, kubernetes.removed),
      ...addresses(objects, values),
      ...closedAddresses(objects),
      ...policies(objects, values, tree),
      ...renderedImages(objects, plan.images, String(at(values, ["global", "imageRegistry"]) ?? "")),
    ];
    if (hasErrors(own) || kubeconform === undefined) return own;
    const verdicts = await Promise.all(
      schemas.map((s) => run(kubeconform.path, ["-strict", "-output", "json", "-kubernetes-version", s.kubernetesVersion, "-schema-location", s.location, ...foreignArgs], { input: rendered.stdout })),
    );
    return verdicts.flatMap((v) => schemaFindings(v.stdout));
  }
}

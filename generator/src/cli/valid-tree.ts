import { projectRoot } from "../io/root.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { PublishTarget } from "../model/publish-target.ts";
import type { FileTree } from "../model/tree.ts";
import { generate, type Generated } from "./generate.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { report } from "./report.ts";
import { verifyWithTools } from "./verify-with-tools.ts";

/**
 * The generated tree, straight from the sources, checked with every tool that is there; ends the process with a report when it is
 * not valid. What was not checked is said.
 */
export async function validTree(): Promise<FileTree> {
  const { tree, plan } = valid();
  if (plan === undefined) return tree;
  const { diagnostics, skipped } = await verifyWithTools(tree, plan, projectRoot());
  report(diagnostics, "pretty", tree);
  if (hasErrors(diagnostics)) process.exit(exitCode.invalid);
  if (skipped.length > 0) console.error(`Not checked: ${skipped.join(", ")}; ./gen doctor --install provides what is missing.`);
  return tree;
}

/** The `publish` list of openim.yaml; ends the process with a report when openim.yaml is not valid. */
export function publishTargets(): Promise<readonly PublishTarget[]> {
  // The schema lets nothing else through.
  return Promise.resolve(valid().base?.settings["publish"] as unknown as readonly PublishTarget[]);
}

/** The block `charts` of openim.yaml; ends the process with a report when openim.yaml is not valid. */
export function chartsBlock(): Promise<JsonObject> {
  const charts = valid().base?.settings["charts"];
  return Promise.resolve(isObject(charts) ? charts : {});
}

let made: (Generated & { readonly tree: FileTree }) | undefined;

function valid(): Generated & { readonly tree: FileTree } {
  if (made !== undefined) return made;
  const inputs = readInputs({});
  const result = generate(inputs);
  report(result.diagnostics.filter((d) => d.severity === "error"), "pretty", sourceTexts(inputs));
  if (result.tree === undefined || hasErrors(result.diagnostics)) process.exit(exitCode.invalid);
  made = { ...result, tree: result.tree };
  return made;
}

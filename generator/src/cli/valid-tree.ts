import { projectRoot } from "../io/root.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import { isObject } from "../model/json.ts";
import type { PublishTarget } from "../model/publish-target.ts";
import type { FileTree } from "../model/tree.ts";
import type { CommandDeps } from "./deps.ts";
import { generate, type Generated } from "./generate.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { packaged } from "./packaged.ts";
import { report } from "./report.ts";
import { verifyWithTools } from "./verify-with-tools.ts";

/** What commands about archives need of the sources, which are read once, when something of them is first wanted. */
export function fromSources(): CommandDeps {
  let made: Valid | undefined;
  const valid = (): Valid => (made ??= soundSources());
  const root = projectRoot();
  return {
    root,
    loadTree: () => checkedTree(valid()),
    pack: (tree) => packaged(tree, root),
    // The schema lets nothing else through.
    loadTargets: () => Promise.resolve(valid().base?.settings["publish"] as unknown as readonly PublishTarget[]),
    loadCharts: () => {
      const charts = valid().base?.settings["charts"];
      return Promise.resolve(isObject(charts) ? charts : {});
    },
  };
}

/** What came of sources without a mistake. */
export type Valid = Generated & { readonly tree: FileTree };

/**
 * The generated tree, checked with every tool that is there; ends the process with a report when it is not valid. What was not
 * checked is said.
 */
export async function checkedTree({ tree, plan }: Valid): Promise<FileTree> {
  if (plan === undefined) return tree;
  const { diagnostics, skipped } = await verifyWithTools(tree, plan, projectRoot());
  report(diagnostics, "pretty", tree);
  if (hasErrors(diagnostics)) process.exit(exitCode.invalid);
  if (skipped.length > 0) console.error(`Not checked: ${skipped.join(", ")}; ./gen doctor --install provides what is missing.`);
  return tree;
}

function soundSources(): Valid {
  const inputs = readInputs({});
  const { tree, ...result } = generate(inputs);
  report(result.diagnostics.filter((d) => d.severity === "error"), "pretty", sourceTexts(inputs));
  if (tree === undefined || hasErrors(result.diagnostics)) process.exit(exitCode.invalid);
  return { ...result, tree };
}

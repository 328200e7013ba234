import { hasErrors } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import type { FileTree } from "../model/tree.ts";
import { generate } from "./generate.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { report } from "./report.ts";

/** The generated tree, straight from the sources; ends the process with a report when they are not valid. */
export function validTree(): Promise<FileTree> {
  const inputs = readInputs({});
  const { tree, diagnostics } = generate(inputs);
  const errors = diagnostics.filter((d) => d.severity === "error");
  report(errors, "pretty", sourceTexts(inputs));
  if (tree === undefined || hasErrors(diagnostics)) process.exit(exitCode.invalid);
  return Promise.resolve(tree);
}

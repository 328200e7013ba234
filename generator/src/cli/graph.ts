import { Command } from "commander";
import { hasErrors } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import { mermaid } from "../report/mermaid.ts";
import { generate } from "./generate.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { report } from "./report.ts";

/** `gen graph`: every connection that OpenIM needs, and that the network policies allow. */
export function graphCommand(): Command {
  return new Command("graph")
    .description("Print who connects to whom, as a Mermaid flowchart.")
    .option("-f, --file <path>", "another openim.yaml")
    .addHelpText("after", "\nExample:\n  $ ./gen graph > graph.mmd\n")
    .action((options: { readonly file?: string }) => {
      const inputs = readInputs(options);
      const { plan, diagnostics } = generate(inputs);
      if (plan === undefined || hasErrors(diagnostics)) {
        report(diagnostics, "pretty", sourceTexts(inputs));
        process.exitCode = exitCode.invalid;
      } else console.log(mermaid(plan.edges));
    });
}

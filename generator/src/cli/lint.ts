import { Command, Option } from "commander";
import { runCharts, type Options } from "./charts.ts";
import { collectFlags } from "./inputs.ts";

/** `gen lint`: everything that `gen charts` checks, without looking at or writing the generated files. */
export function lintCommand(): Command {
  return new Command("lint")
    .description("Check openim.yaml, the catalogue and what follows from them, and write nothing.")
    .option("-f, --file <path>", "another openim.yaml")
    .option("--set <path=value...>", "lay one setting over openim.yaml; may be repeated", collectFlags)
    .addOption(new Option("--json", "report for programs, on standard output"))
    .addOption(new Option("--github", "report as GitHub annotations"))
    .option("--no-tools", "without Helm and kubeconform even where they are there")
    .addHelpText("after", "\nExample:\n  $ ./gen lint --file ../site/openim.yaml\n")
    .action(async (options: Options) => {
      process.exitCode = await runCharts({ ...options, lint: true });
    });
}

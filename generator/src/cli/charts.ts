import { Command, Option } from "commander";
import { inBackground } from "../io/background.ts";
import { writeStamp } from "../io/stamp.ts";
import type { Change } from "../model/change.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { exitCode, type ExitCode } from "../model/exit.ts";
import { lockFile } from "../model/images-lock.ts";
import { generate } from "./generate.ts";
import type { Flag } from "../resolve/resolve.ts";
import { collectFlags, readInputs, sourceTexts } from "./inputs.ts";
import { report } from "./report.ts";
import { bringDisk, lookAtDisk, withManifest } from "./tree-on-disk.ts";

/** What one run may be told. */
export interface Options {
  readonly file?: string;
  readonly set?: readonly Flag[];
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
  readonly github?: boolean;
  readonly tools?: boolean;
  readonly watch?: boolean;
  /** Validate only: the files on disk are of no interest. */
  readonly lint?: boolean;
}

/** `gen charts`: the main job. */
export function chartsCommand(): Command {
  return new Command("charts")
    .description("Render and validate every chart, values file and schema, and write what changed.")
    .option("-f, --file <path>", "another openim.yaml; what is made from it takes the place of this project's charts and values")
    .option("--set <path=value...>", "lay one setting over openim.yaml; may be repeated", collectFlags)
    .option("--check", "write nothing; exit 3 and show the difference when a file is not what it should be")
    .option("--diff", "write nothing; show what would change")
    .addOption(new Option("--json", "report for programs, on standard output"))
    .addOption(new Option("--github", "report as GitHub annotations"))
    .option("--no-tools", "validate without Helm and kubeconform even where they are there")
    .option("--watch", "do it again whenever a source changes; Helm and kubeconform follow when nothing more does")
    .addHelpText("after", "\nExample:\n  $ ./gen charts --set modules.openim-api.replicas=3 --diff\n")
    .action(async (options: Options) => {
      if (options.watch) {
        const { watch } = await import("./watch.ts");
        const live = new Map<string, unknown>();
        // Outside tools take longer than anybody waits for: they follow beside it.
        const quick = async (): Promise<boolean> => (await runCharts({ ...options, tools: false }, live)) === exitCode.ok && options.tools !== false;
        await watch(quick, async (current) => {
          const said = await inBackground(["lint", ...process.argv.slice(3).filter(lintToo)]);
          if (current()) console.log(said);
        });
        return;
      }
      process.exitCode = await runCharts(options);
    });
}

/** Arguments that `gen lint` has as well. */
function lintToo(arg: string): boolean {
  return !["--watch", "--check", "--diff"].includes(arg);
}

/** One run; the process's exit code. `live` is what runs of one process share. */
export async function runCharts(options: Options, live?: Map<string, unknown>): Promise<ExitCode> {
  const start = performance.now();
  const form = options.json ? "json" : options.github ? "github" : "pretty";
  const inputs = readInputs(options, live);
  const result = generate(inputs);
  const diagnostics: Diagnostic[] = [...result.diagnostics];
  const texts = new Map([...sourceTexts(inputs), ...(result.tree ?? [])]);
  const engines: string[] = ["schema and rules"];
  let skipped: readonly string[] = [];

  const dry = options.check === true || options.diff === true;
  if (result.tree !== undefined && result.plan !== undefined && !hasErrors(diagnostics) && options.tools !== false && !dry) {
    const { verifyWithTools } = await import("./verify-with-tools.ts");
    const outside = await verifyWithTools(result.tree, result.plan, inputs.root, options.lint);
    diagnostics.push(...outside.diagnostics);
    engines.push(...outside.engines);
    skipped = outside.skipped;
  }
  report(diagnostics, form, texts);
  if (result.tree === undefined || hasErrors(diagnostics)) {
    const count = diagnostics.filter((d) => d.severity === "error").length;
    finish(options, { diagnostics, changes: [], engines, skipped }, `${count} error${count === 1 ? "" : "s"}; nothing was written.`);
    return exitCode.invalid;
  }

  if (options.lint) {
    finish(options, { diagnostics, changes: [], engines, skipped }, `Nothing wrong. ${validated(engines, skipped)}`);
    return exitCode.ok;
  }
  const wanted = withManifest(result.tree);
  const { changes: differing, foreign, drafts, faults } = lookAtDisk(wanted, inputs.root);
  let changes = differing;
  if (faults.length > 0) return refuse(faults);
  if (foreign.length > 0 && form === "pretty") console.error(`Not generated and left alone, but part of what Helm sees: ${foreign.join(", ")}\n`);
  if (dry) {
    if (changes.length > 0 && form !== "json") {
      const { showChanges } = await import("./show-changes.ts");
      console.log(showChanges(changes));
    }
    if (changes.length === 0) remember();
    const drift = options.check === true && changes.length > 0;
    finish(options, { diagnostics, changes, engines, skipped }, changes.length === 0 ? "Everything is up to date." : `${changes.length} file${changes.length === 1 ? " is" : "s are"} not what openim.yaml and the catalogue say.${drift ? " Run ./gen charts." : ""}`);
    return drift ? exitCode.drift : exitCode.ok;
  }
  if (changes.length > 0 || drafts.length > 0) {
    const done = await bringDisk(wanted, inputs.root, () => console.error("Another run is writing here; waiting for it."));
    if (done.diagnostics.length > 0) return refuse(done.diagnostics);
    changes = done.changes;
  }
  remember();
  const ms = Math.round(performance.now() - start);
  const charts = result.plan?.charts.length ?? 0;
  const environments = result.plan?.environments.map((e) => e.name).join(", ") ?? "";
  finish(
    options,
    { diagnostics, changes, engines, skipped },
    [
      `${charts} charts, ${wanted.size} files; environments: ${environments || "none"}. ${changes.length === 0 ? "Nothing changed." : `${changes.length} written.`} (${ms} ms)`,
      validated(engines, skipped),
    ].join("\n"),
  );
  return exitCode.ok;

  /** The charts are right, and cannot be written. */
  function refuse(found: readonly Diagnostic[]): ExitCode {
    report(found, form, texts);
    finish(options, { diagnostics: [...diagnostics, ...found], changes: [], engines, skipped }, "The charts could not be written.");
    return exitCode.invalid;
  }

  /** A later `--check` needs to look no further while nothing changes. */
  function remember(): void {
    if (options.file !== undefined || inputs.flags.length > 0) return;
    const extra = folders(result.base?.settings["extraModules"]);
    writeStamp(inputs.root, extra, [...sourceTexts({ ...inputs, settings: { ...inputs.settings, file: "openim.yaml" }, ...(inputs.lock === undefined ? {} : { lock: { ...inputs.lock, file: lockFile } }) }), ...inputs.extra(extra), ...wanted]);
  }
}

interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly changes: readonly Change[];
  readonly engines: readonly string[];
  readonly skipped: readonly string[];
}

function validated(engines: readonly string[], skipped: readonly string[]): string {
  return `Validated with ${engines.join(", ")}.${skipped.length > 0 ? ` Not run: ${skipped.join(", ")}; ./gen doctor --install provides them.` : ""}`;
}

function finish(options: Options, outcome: Outcome, sentence: string): void {
  if (options.json) {
    const changes = outcome.changes.map((c) => ({ kind: c.kind, path: c.path }));
    console.log(JSON.stringify({ ...outcome, changes, message: sentence }, null, 2));
  } else console.log(sentence);
}

function folders(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : [];
}

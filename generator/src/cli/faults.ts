import { Command } from "commander";
import type { Bench } from "../acceptance/faults/bench.ts";
import { faultCases } from "../acceptance/faults/cases.ts";
import { runFaults } from "../acceptance/faults/run-fault.ts";
import { watchStream } from "../acceptance/faults/stream-watch.ts";
import { clusterWords } from "../io/cluster.ts";
import { openHands } from "../io/hands.ts";
import { projectRoot } from "../io/root.ts";
import { locateTool } from "../io/tools.ts";
import type { AcceptanceReport, StepResult } from "../model/acceptance.ts";
import { hasErrors } from "../model/diagnostic.ts";
import { exitCode } from "../model/exit.ts";
import type { Change, FaultCase } from "../model/faults.ts";
import type { Plan } from "../model/plan.ts";
import { stepText } from "../report/acceptance-text.ts";
import { generate } from "./generate.ts";
import { readCredentials } from "./credentials.ts";
import { readInputs, sourceTexts } from "./inputs.ts";
import { chosenCluster, clusterOptions, connectionOptions, giveReport, names, publicAddress, reportOptions, worldOf, type ClusterChoice, type ConnectionOptions, type ReportOptions } from "./public-options.ts";
import { reachCluster } from "./reach-cluster.ts";
import { report } from "./report.ts";
import { usageExit } from "./usage-exit.ts";

interface Options extends ClusterChoice, ConnectionOptions, ReportOptions {
  readonly file?: string;
  readonly namespace: string;
  readonly yesBreak?: string;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly list?: boolean;
}

/** `gen faults URL`: breaks an installation on purpose, case by case, and says whether it came back; exit 4 when one did not. */
export function faultsCommand(): Command {
  const command = new Command("faults")
    .description("break an installation on purpose, case by case, and say whether and when it came back")
    .argument("<url>", "the public address, as global.openim.publicURL has it", publicAddress)
    .requiredOption("-n, --namespace <namespace>", "where the installation is")
    .option("--yes-break <namespace>", "the same namespace once more: what is in it may be broken");
  clusterOptions(command)
    .option("--only <cases>", "these cases alone, separated by commas; kill-* means all that begin so", names, [])
    .option("--skip <cases>", "cases to leave out, separated by commas", names, [])
    .option("--list", "show the cases, and break nothing")
    .option("-f, --file <path>", "another openim.yaml, where modules of your own come from");
  connectionOptions(command);
  reportOptions(command)
    .addHelpText("after", help)
    .exitOverride(usageExit);
  return command.action(async (url: string, options: Options) => {
    const say = (line: string): void => {
      command.configureOutput().writeOut?.(`${line}\n`);
    };
    const usage = (message: string): never => command.error(message, { exitCode: exitCode.usage, code: "openim.usage" });
    if (options.list !== true && options.yesBreak !== options.namespace) {
      usage(`Everything in the namespace ${options.namespace} that belongs to OpenIM will be broken, and messages may be lost. If that is what you want: --yes-break ${options.namespace}`);
    }
    const plan = plannedBy(options);
    if (plan === undefined) return;
    const kubectl = (await locateTool("kubectl")) ?? usage("kubectl is needed, and there is none: gen doctor --install kubectl");
    const world = worldOf(url, options);
    const { namespace } = options;
    const where = { kubectl: kubectl.path, namespace, ...chosenCluster(options) };
    const cluster = await reachCluster(where, world);
    if (cluster === undefined) return;
    try {
      const installation = await cluster.describe();
      const hands = openHands({ ...where, instance: installation.instance, root: projectRoot() });
      const all = faultCases(plan, new Set((await hands.look()).map(({ component }) => component)));
      const wanted = chosen(all, options, usage);
      if (options.list === true) {
        say(wanted.map(({ id, title }) => `${id.padEnd(30)} ${title}`).join("\n"));
        return;
      }
      const credentials = await readCredentials(undefined, process.env, cluster.credentials);
      if (credentials.superCode === undefined) usage("No verification code was found: without OPENIM_SUPER_CODE nobody can be registered who would notice a fault.");
      const start = world.now();
      const changes: Change[] = [];
      const stop = listenForTheEnd(changes);
      const bench: Bench = { given: { world, url, credentials, cluster }, hands, interrupted: stop.asked, changes, kubectl: ["kubectl", ...clusterWords(chosenCluster(options)), "-n", namespace].join(" "), watch: watchStream };
      const quiet = options.json === true;
      const results = await runFaults(wanted, bench, options.skip, (result) => {
        if (!quiet) say(stepText(result));
      });
      stop.close();
      const result: AcceptanceReport = { command: "gen faults", url, started: new Date(start).toISOString(), seconds: (world.now() - start) / 1000, passed: sound(results), steps: results, left: leftOf(results, changes), installation };
      giveReport(result, options, say);
      if (!result.passed) process.exitCode = exitCode.invalid;
    } finally {
      cluster.close();
      world.close();
    }
  });
}

/** The plan of the charts that are installed; what is wrong with openim.yaml is said. */
function plannedBy(options: Options): Plan | undefined {
  const inputs = readInputs(options.file === undefined ? {} : { file: options.file });
  const { plan, diagnostics } = generate(inputs);
  if (plan !== undefined && !hasErrors(diagnostics)) return plan;
  report(diagnostics, "pretty", sourceTexts(inputs));
  process.exitCode = exitCode.invalid;
  return undefined;
}

function chosen(all: readonly FaultCase[], { only, skip }: Options, usage: (message: string) => never): readonly FaultCase[] {
  const fits = (pattern: string, id: string): boolean => (pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern);
  const unknown = [...only, ...skip].filter((pattern) => !all.some(({ id }) => fits(pattern, id)));
  if (unknown.length > 0) usage(`no such case: ${unknown.join(", ")}; there are ${all.map(({ id }) => id).join(", ")}`);
  return only.length === 0 ? all : all.filter(({ id }) => only.some((pattern) => fits(pattern, id)));
}

/** The first signal ends the case and puts back what is changed; the second ends at once, and says what is not put back. */
function listenForTheEnd(changes: readonly Change[]): { readonly asked: () => boolean; readonly close: () => void } {
  let asked = false;
  const halt = (): void => {
    if (asked) {
      console.error(["gen: ended at once. Not put back:", ...changes.map(({ what, byHand }) => `  ${what}: ${byHand}`)].join("\n"));
      process.exit(130);
    }
    asked = true;
    console.error("gen: ending; what is changed is put back first. A second signal ends at once.");
  };
  process.on("SIGINT", halt).on("SIGTERM", halt);
  return {
    asked: () => asked,
    close: () => {
      process.off("SIGINT", halt).off("SIGTERM", halt);
    },
  };
}

const sound = (results: readonly StepResult[]): boolean => results.every(({ status, detail }) => status === "passed" || status === "not-possible" || (status === "left-out" && !detail.startsWith("interrupted")));

function leftOf(results: readonly StepResult[], changes: readonly Change[]): readonly string[] {
  const watched = results.filter(({ figures }) => figures?.["accepted"] !== undefined).length;
  return [
    ...changes.map(({ what, byHand }) => `not put back: ${what}: ${byHand}`),
    ...(watched === 0 ? [] : [`${watched * 2} users, two of each case that messages watched: no call of OpenIM deletes users`, "the annotation kubectl.kubernetes.io/restartedAt on what was restarted"]),
  ];
}

const help = `
Every case begins with a whole installation and leaves it whole. Two new people write to each other while something is broken; what
was accepted is looked for in the history afterwards. Ctrl-C puts back what is changed and ends.

Exit: 0 everything came back, 4 something did not, 2 wrong or missing option, 5 the cluster cannot be read.

Example:
  gen faults https://im.example.com -n im --yes-break im --html faults.html
  gen faults https://im.example.com -n im --list`;

import { Command, InvalidArgumentError } from "commander";
import { beginStory } from "../acceptance/begin-story.ts";
import { cleanUp } from "../acceptance/clean-up.ts";
import { judgeStream, verdictOf } from "../acceptance/judge-stream.ts";
import { lacking, runSteps } from "../acceptance/run-steps.ts";
import { runStream } from "../acceptance/run-stream.ts";
import type { Need, Step } from "../acceptance/step.ts";
import { steps } from "../acceptance/steps.ts";
import type { Credentials, Given, Story } from "../acceptance/story.ts";
import type { OpenCluster } from "../io/cluster.ts";
import { locateTool } from "../io/tools.ts";
import type { AcceptanceReport, StepResult, StreamReport } from "../model/acceptance.ts";
import { exitCode } from "../model/exit.ts";
import type { World } from "../model/world.ts";
import { stepText } from "../report/acceptance-text.ts";
import { streamText } from "../report/stream-text.ts";
import { readCredentials } from "./credentials.ts";
import { chosenCluster, clusterOptions, connectionOptions, giveReport, names, publicAddress, reportOptions, worldOf, type ClusterChoice, type ConnectionOptions, type ReportOptions } from "./public-options.ts";
import { reachCluster } from "./reach-cluster.ts";
import { usageExit } from "./usage-exit.ts";

interface Options extends ClusterChoice, ConnectionOptions, ReportOptions {
  readonly fromNamespace?: string;
  readonly credentials?: string;
  readonly adminUrl?: string;
  readonly skip: readonly string[];
  readonly stream?: boolean;
  readonly for: number;
  readonly rate: number;
  readonly patience: number;
  readonly allowDoubled?: boolean;
}

const streamSteps = ["door", "register", "login"];

/** What each need is given by. */
const sources: Readonly<Record<Need, string>> = {
  "im-secret": "OPENIM_SECRET",
  "super-code": "OPENIM_SUPER_CODE",
  "admin-account": "OPENIM_ADMIN_ACCOUNT",
  cluster: "--from-namespace",
};

/** `gen verify URL`: proves from outside that people can talk; exit 4 when something does not work. */
export function verifyCommand(): Command {
  const command = new Command("verify")
    .description("prove from outside that OpenIM works: two people register, connect, talk and send a picture")
    .argument("<url>", "the public address, as global.openim.publicURL has it", publicAddress)
    .option("--from-namespace <namespace>", "read credentials, versions and gateways from the cluster, and reach closed administrators' calls through it");
  clusterOptions(command)
    .option("--credentials <file>", "YAML with secret, super-code, admin-account, admin-password; - reads it from standard input")
    .option("--admin-url <url>", "address of the administration (openim-edge.adminHost)", publicAddress)
    .option("--skip <steps>", "steps to leave out, separated by commas", names, []);
  connectionOptions(command);
  reportOptions(command)
    .option("--stream", "instead of the steps: send numbered messages and say which were lost, doubled or late")
    .option("--for <duration>", "length of the stream, such as 90s or 5m; Ctrl-C ends it earlier", duration, 60)
    .option("--rate <number>", "messages a second of the stream", positive, 5)
    .option("--patience <duration>", "how long a message without an answer is sent again, and the history waited for", duration, 60)
    .option("--allow-doubled", "do not fail for messages that are stored more than once, as a restart of msgtransfer does")
    .addHelpText("after", help())
    .exitOverride(usageExit);
  return command.action(async (url: string, options: Options) => {
    const say = (line: string): void => {
      command.configureOutput().writeOut?.(`${line}\n`);
    };
    const usage = (message: string): never => command.error(message, { exitCode: exitCode.usage, code: "openim.usage" });
    const unknown = options.skip.filter((name) => !steps.some(({ id }) => id === name));
    if (unknown.length > 0) usage(`no such step: ${unknown.join(", ")}; there are ${steps.map(({ id }) => id).join(", ")}`);

    const world = worldOf(url, options);
    const cluster = options.fromNamespace === undefined ? undefined : await clusterOf(options.fromNamespace, options, world, usage);
    if (options.fromNamespace !== undefined && cluster === undefined) return;
    try {
      const credentials = await readCredentials(options.credentials, process.env, cluster?.credentials);
      const wanted = options.stream === true ? steps.filter(({ id }) => streamSteps.includes(id)) : steps;
      refuseIncomplete(wanted, options.skip, credentials, cluster, usage);
      const given: Given = { world, url, credentials, ...(options.adminUrl === undefined ? {} : { adminURL: options.adminUrl }), ...(cluster === undefined ? {} : { cluster }) };
      const passed = options.stream === true ? await stream(beginStory(given), wanted, options, say) : await prove(beginStory(given), cluster, options, say);
      if (!passed) process.exitCode = exitCode.invalid;
    } finally {
      cluster?.close();
      world.close();
    }
  });
}

async function clusterOf(namespace: string, choice: Options, world: World, usage: (message: string) => never): Promise<OpenCluster | undefined> {
  const kubectl = await locateTool("kubectl");
  if (kubectl === undefined) return usage("--from-namespace needs kubectl, and there is none: gen doctor --install kubectl");
  return reachCluster({ kubectl: kubectl.path, namespace, ...chosenCluster(choice) }, world);
}

/** Nothing is begun that could not be finished: what a step lacks is said first, all at once. */
function refuseIncomplete(wanted: readonly Step[], skip: readonly string[], credentials: Credentials, cluster: OpenCluster | undefined, usage: (message: string) => never): void {
  const has = new Set<Need>([
    ...(credentials.imSecret === undefined ? [] : (["im-secret"] as const)),
    ...(credentials.superCode === undefined ? [] : (["super-code"] as const)),
    ...(credentials.adminAccount === undefined ? [] : (["admin-account"] as const)),
    ...(cluster === undefined ? [] : (["cluster"] as const)),
  ]);
  const missing = lacking(wanted, skip, has);
  if (missing.length === 0) return;
  const lines = missing.map(({ step, need }) => `  ${step.padEnd(12)} needs ${sources[need]}`);
  const names = [...new Set(missing.map(({ step }) => step))].join(",");
  usage(`Some steps lack what they need:\n${lines.join("\n")}\nGive it (--from-namespace reads all of it from the cluster), or leave the steps out: --skip ${names}`);
}

async function prove(story: Story, cluster: OpenCluster | undefined, options: Options, say: (line: string) => void): Promise<boolean> {
  const { world, url } = story;
  const start = world.now();
  const quiet = options.json === true;
  const show = (result: StepResult): void => {
    if (!quiet) say(stepText(result));
  };
  let results: readonly StepResult[];
  try {
    results = await runSteps(steps, story, options.skip, show);
  } finally {
    await cleanUp(story);
  }
  // A cluster that does not answer any more takes nothing away from what was seen.
  const installation = await cluster?.describe().catch((error: unknown) => {
    console.error(`gen: no versions in the report: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  const report: AcceptanceReport = {
    url,
    started: new Date(start).toISOString(),
    seconds: (world.now() - start) / 1000,
    passed: results.every(({ status }) => status === "passed" || status === "left-out"),
    steps: results,
    left: story.left,
    ...(installation === undefined ? {} : { installation }),
  };
  giveReport(report, options, say);
  return report.passed;
}

async function stream(story: Story, wanted: readonly Step[], options: Options, say: (line: string) => void): Promise<boolean> {
  const { world, url } = story;
  const start = world.now();
  const begun = await runSteps(wanted, story, [], (result) => {
    if (result.status !== "passed") console.error(stepText(result));
  });
  if (begun.some(({ status }) => status !== "passed")) {
    await cleanUp(story);
    return false;
  }
  let stop = false;
  const halt = (): void => {
    stop = true;
  };
  process.on("SIGINT", halt).on("SIGTERM", halt);
  const { stream: seen, reconnects, errors } = await runStream(story, { perSecond: options.rate, seconds: options.for, patience: options.patience, stopped: () => stop, progress: (line) => console.error(line) });
  process.off("SIGINT", halt).off("SIGTERM", halt);
  await cleanUp(story);
  const judged = judgeStream(seen);
  const report: StreamReport = {
    url,
    started: new Date(start).toISOString(),
    seconds: (seen.ended - seen.began) / 1000,
    ...judged,
    ...verdictOf(judged, options.allowDoubled === true),
    reconnects,
    errors,
    left: story.left,
  };
  say(options.json === true ? JSON.stringify(report, undefined, 2) : streamText(report));
  return report.passed;
}

function help(): string {
  const list = steps.map(({ id, title }) => `  ${id.padEnd(15)} ${title}`).join("\n");
  return `
Credentials come from the cluster (--from-namespace), from --credentials, or from OPENIM_SECRET, OPENIM_SUPER_CODE, OPENIM_ADMIN_ACCOUNT
and OPENIM_ADMIN_PASSWORD. Never from the command line, which everybody on the machine can read.

Steps:
${list}

Exit: 0 everything passed, 4 something does not work, 2 wrong or missing option, 5 the cluster cannot be read.

Example:
  gen verify https://im.example.com --from-namespace im --html report.html
  gen verify https://im.example.com --from-namespace im --stream --for 5m --json`;
}

function duration(value: string): number {
  const found = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(value);
  if (found === null || Number(found[1]) === 0) throw new InvalidArgumentError("It must be a time such as 90s, 5m or 1h.");
  return Number(found[1]) * { s: 1, m: 60, h: 3600 }[(found[2] ?? "s") as "s" | "m" | "h"];
}

function positive(value: string): number {
  if (!(Number(value) > 0 && Number(value) <= 200)) throw new InvalidArgumentError("It must be a number above 0 and up to 200.");
  return Number(value);
}

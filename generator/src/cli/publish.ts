import { relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { directoryTarget } from "../io/directory-target.ts";
import { exitCode } from "../model/exit.ts";
import { packageAll } from "../package/package-all.ts";
import { explainConflicts } from "../publish/conflict.ts";
import type { ChartVersion } from "../publish/index-file.ts";
import type { Delta, PublishOptions, Target } from "../publish/target.ts";
import type { CommandDeps, PublishTarget } from "./deps.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly dir?: string;
  readonly url?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `gen publish`: charts → archives → every target. All targets are asked first, so a conflict at one writes at none. */
export function publishCommand({ root, loadTree, loadTargets }: CommandDeps): Command {
  const command = new Command("publish")
    .description("package the charts and add them to a Helm repository; a published version never changes")
    .option("--dir <folder>", "the repository, a folder that any web server can serve (default: what `publish` in openim.yaml says)")
    .option("--url <address>", "write this address before each archive in the index, for archives served elsewhere", httpURL)
    .option("--dry-run", "say what would be published and write nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  gen publish --dir ../pages/charts\n  gen publish --dry-run")
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const output = command.configureOutput();
    const print = (text: string) => output.writeOut?.(`${text}\n`);
    const wanted: readonly PublishTarget[] = options.dir === undefined ? await loadTargets() : [{ type: "directory", path: resolve(options.dir) }];
    const targets = wanted.map(({ path, url }) => {
      const folder = resolve(root, path);
      const baseURL = options.url ?? url;
      return directoryTarget(folder, { label: shown(folder), ...(baseURL === undefined ? {} : { baseURL }) });
    });
    const archives = packageAll(await loadTree());
    const publishing: PublishOptions = { now: new Date(), onWait: () => output.writeErr?.("waiting for another publisher\n") };
    const refuse = (target: Target, delta: Delta) => {
      if (delta.conflicts.length === 0) return;
      command.error(`${explainConflicts(delta.conflicts)}\nNothing was written to ${target.label}.`, { exitCode: exitCode.conflict, code: "openim.conflict" });
    };
    const ask = async (target: Target, step: "plan" | "publish") => {
      const delta = await target[step](archives, publishing).catch((error: Error) =>
        command.error(`${target.label}: ${error.message}`, { exitCode: exitCode.internal, code: "openim.publish" }),
      );
      refuse(target, delta);
      return delta;
    };
    for (const target of targets) await ask(target, "plan");
    for (const target of targets) {
      const delta = await ask(target, options.dryRun ? "plan" : "publish");
      print(options.json ? json(target, delta) : text(target, delta, options.dryRun === true));
    }
  });
}

function text(target: Target, delta: Delta, dryRun: boolean): string {
  const { added, unchanged, warnings } = delta;
  const summary = `${target.label}: ${added.length} ${dryRun ? "to publish" : "published"}, ${unchanged.length} there already`;
  return [...added.map((chart) => `  + ${named(chart)}`), ...warnings.map((warning) => `  ! ${warning}`), summary].join("\n");
}

function json(target: Target, { added, unchanged, warnings }: Delta): string {
  return JSON.stringify({ target: target.label, added, unchanged, warnings }, null, 2);
}

function named({ name, version }: ChartVersion): string {
  return `${name} ${version}`;
}

/** As short as it can be said from here. */
function shown(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path === "" ? "." : path.startsWith("..") ? folder : path;
}

function httpURL(value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw new InvalidArgumentError("It must start with http:// or https://.");
  return value;
}

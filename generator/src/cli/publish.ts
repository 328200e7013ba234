import { relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { publishTargets } from "../io/publish-targets.ts";
import { exitCode } from "../model/exit.ts";
import { at } from "../model/json.ts";
import { addressFault, isLoopback, type PublishTarget } from "../model/publish-target.ts";
import { artifactHubFile } from "../publish/artifact-hub.ts";
import { explainConflicts } from "../publish/conflict.ts";
import type { ChartVersion } from "../publish/index-file.ts";
import type { Delta, PublishOptions, Target } from "../publish/target.ts";
import type { CommandDeps } from "./deps.ts";
import { signing, signHelp } from "./signed.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly dir?: string;
  readonly to?: PublishTarget;
  readonly url?: string;
  readonly sign?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

const help = `
Name and password of a server are read from OPENIM_PUBLISH_USERNAME and OPENIM_PUBLISH_PASSWORD, or the variables that
\`credentialsEnv\` of the target says; else from helm registry login, docker login, or helm repo add.
${signHelp}
Example:
  gen publish --dir ../pages/charts
  gen publish --to oci://registry.your-company.com/charts --sign 0123456789ABCDEF
  gen publish --dry-run`;

/** `gen publish`: charts → archives → every target. All targets are asked first, so a conflict at one writes at none. */
export function publishCommand({ root, loadTree, pack, loadTargets, loadCharts }: CommandDeps): Command {
  const command = new Command("publish")
    .description("package the charts and add them to a Helm repository; a published version never changes")
    .option("--dir <folder>", "the repository, a folder that any web server can serve (default: what `publish` in openim.yaml says)")
    .option("--to <address>", "the repository, a registry (oci://…) or a ChartMuseum (https://…), in place of what openim.yaml says", remote)
    .option("--url <address>", "write this address before each archive in the index of a folder, for archives served elsewhere", httpURL)
    .option("--sign <key>", "sign every archive with this secret key of gpg, best named by its fingerprint")
    .option("--dry-run", "say what would be published and write nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", help)
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const output = command.configureOutput();
    const print = (text: string) => output.writeOut?.(`${text}\n`);
    if (options.dir !== undefined && options.to !== undefined) command.error("give either --dir or --to", { exitCode: exitCode.usage, code: "openim.usage" });
    const here: readonly PublishTarget[] = [...(options.dir === undefined ? [] : [{ type: "directory" as const, path: resolve(options.dir) }]), ...(options.to === undefined ? [] : [options.to])];
    const wanted = here.length > 0 ? here : await loadTargets();
    const settings = wanted.map((setting) => (setting.type === "directory" && options.url !== undefined ? { ...setting, url: options.url } : setting));
    const charts = await loadCharts();
    const owner = artifactHubFile(charts);
    const targets = await publishTargets(settings, { folder: (path) => ({ path: resolve(root, path), label: shown(resolve(root, path)) }), env: process.env, ...(owner === undefined ? {} : { artifactHub: owner }) }).catch((error: Error) =>
      command.error(error.message, { exitCode: exitCode.usage, code: "openim.credentials" }),
    );
    const { sign, by, fingerprint } = await signing(options.sign, command);
    const wantedKey = at(charts, ["signKey", "fingerprint"]);
    if (wantedKey !== undefined && wantedKey !== fingerprint && !options.dryRun) {
      command.error(`every release is signed with ${String(wantedKey)}, says \`charts.signKey\` in openim.yaml; publish with --sign ${String(wantedKey)}`, { exitCode: exitCode.usage, code: "openim.sign" });
    }
    const archives = await sign(pack(await loadTree()));
    const publishing: PublishOptions = { now: new Date(), onWait: () => output.writeErr?.("waiting for another publisher\n") };
    const ask = async (target: Target, step: "plan" | "publish") => {
      const delta = await target[step](archives, publishing).catch((error: Error) =>
        command.error(`${target.label}: ${error.message}`, { exitCode: exitCode.internal, code: "openim.publish" }),
      );
      if (delta.conflicts.length === 0) return delta;
      const consequence = step === "plan" ? `Nothing was written to ${target.label}.` : `Another publisher was faster at ${target.label}; what is there was left as it is.`;
      return command.error(`${explainConflicts(delta.conflicts)}\n${consequence}`, { exitCode: exitCode.conflict, code: "openim.conflict" });
    };
    for (const target of targets) await ask(target, "plan");
    for (const target of targets) {
      const delta = await ask(target, options.dryRun ? "plan" : "publish");
      print(options.json ? json(target, delta) : text(target, delta, options.dryRun === true));
    }
    if (!options.json) print(by);
  });
}

function text(target: Target, delta: Delta, dryRun: boolean): string {
  const { added, unchanged, signed: signatures, warnings } = delta;
  const summary = `${target.label}: ${added.length} ${dryRun ? "to publish" : "published"}, ${unchanged.length} there already${signatures.length === 0 ? "" : `, ${signatures.length} ${dryRun ? "to sign" : "signed"}`}`;
  return [...added.map((chart) => `  + ${named(chart)}`), ...warnings.map((warning) => `  ! ${warning}`), summary].join("\n");
}

function json(target: Target, { added, unchanged, signed: signatures, warnings }: Delta): string {
  return JSON.stringify({ target: target.label, added, unchanged, signed: signatures, warnings }, null, 2);
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

/** A registry on this machine speaks plain http, as the tools of registries take for granted too. */
export function remote(value: string): PublishTarget {
  const type = value.startsWith("oci:") ? "oci" : "chartmuseum";
  const fault = addressFault(type, value);
  if (fault === "password") throw new InvalidArgumentError("It names a user; name and password come from the environment or a login.");
  if (fault === "plain-http") throw new InvalidArgumentError("Plain http is for addresses of this machine alone.");
  if (fault !== undefined) throw new InvalidArgumentError("It must start with oci:// or https://, and have no query.");
  return type === "oci" ? { type, url: value, ...(isLoopback(new URL(value).hostname) ? { plainHTTP: true } : {}) } : { type, url: value };
}

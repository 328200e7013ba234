import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { gte } from "semver";
import { publishTargets } from "../io/publish-targets.ts";
import { readText } from "../io/read-text.ts";
import { renderArchive } from "../io/render-archive.ts";
import { locateTool } from "../io/tools.ts";
import { writeDurably } from "../io/durable-file.ts";
import { writeVersion } from "../load/write-version.ts";
import type { Archive } from "../model/archive.ts";
import { exitCode } from "../model/exit.ts";
import type { PublishTarget } from "../model/publish-target.ts";
import type { FileTree } from "../model/tree.ts";
import { unpackChart } from "../package/untar.ts";
import { changesOf, withVersion, type Finding } from "../publish/changelog.ts";
import { nextVersion } from "../publish/next-version.ts";
import { newestOf } from "../publish/newest.ts";
import type { PublishedArchive } from "../publish/target.ts";
import { chartBump, highest } from "../verify/chart-bump.ts";
import type { Bump } from "../verify/least-bump.ts";
import { readObjects, type Rendered } from "../verify/objects.ts";
import type { CommandDeps } from "./deps.ts";
import { remote } from "./publish.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly dir?: string;
  readonly against?: PublishTarget;
  readonly since?: string;
  readonly level?: "patch" | "minor" | "major";
  readonly dryRun?: true;
}

const help = `
Major: values that were accepted are refused, an upgrade would fail, or something that others rely on is gone. Minor: more is
possible, or the program is another version. Patch: the rest. Before 1.0.0 a major change raises the minor version.

Example:
  gen bump --dry-run
  gen bump --against https://openimsdk.github.io/helm-charts && gen charts`;

/** `gen bump`: the least version that is correct after what was published last, with its reasons, in openim.yaml and CHANGELOG.md. */
export function bumpCommand({ root, loadTree, pack, loadTargets }: CommandDeps): Command {
  const command = new Command("bump")
    .description("write the least correct version after the published one into openim.yaml, and what changed into CHANGELOG.md")
    .option("--dir <folder>", "compare with the charts in this folder (default: the first target of `publish` in openim.yaml)")
    .option("--against <address>", "compare with a registry (oci://…) or a repository (https://…)", remote)
    .option("--since <version>", "compare with the newest version up to this one")
    .addOption(new Option("--level <level>", "raise at least this much").choices(["patch", "minor", "major"]))
    .option("--dry-run", "say what would be written, and write nothing")
    .addHelpText("after", help)
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const print = (text: string) => command.configureOutput().writeOut?.(`${text}\n`);
    const given: PublishTarget | undefined = options.dir === undefined ? options.against : { type: "directory", path: resolve(options.dir) };
    const setting = given ?? (await loadTargets())[0];
    if (setting === undefined) return command.error("there is nothing to compare with: `publish` in openim.yaml names no target (--dir, --against)", { exitCode: exitCode.usage, code: "openim.usage" });
    const fail = (error: Error): never => command.error(error.message, { exitCode: exitCode.internal, code: "openim.bump" });
    const [target] = await publishTargets([setting], { folder: (path) => ({ path: resolve(root, path), label: path }), env: process.env }).catch(fail);
    const tree = await loadTree();
    const archives = pack(tree);
    const before = (await target?.newest(archives.map((a) => a.name), options.since).catch(fail)) ?? [];
    const last = newestOf(before.map((a) => ({ name: "", version: a.version })))[0]?.version;
    const current = archives[0]?.version ?? "";
    if (last === undefined) return print(`Nothing is published at ${target?.label} yet; ${current} will be the first.`);

    const { bump, findings, skipped } = await compare(before, archives, tree);
    const level = highest([bump, options.level ?? "none"]);
    for (const { bump: own, chart, reason } of findings.slice(0, 20)) print(`  ${own.padEnd(5)}  ${chart}: ${reason.length > 200 ? `${reason.slice(0, 199)}…` : reason}`);
    if (findings.length > 20) print(`  … and ${findings.length - 20} more`);
    if (skipped) print("  Rendered objects were not compared: helm is missing (gen doctor --install).");
    if (level === "none") return print(`Nothing has changed since ${last}.`);
    const proposed = nextVersion(last, level);
    const done = gte(current, proposed);
    print(`${level} change since ${last}: ${done ? `${current} is enough (at least ${proposed})` : `${current} → ${proposed}`}`);
    if (options.dryRun || done) return;
    const changes = changesOf(findings, archives.map((a) => a.name));
    const settings = join(root, "openim.yaml");
    const changelog = join(root, "CHANGELOG.md");
    await writeDurably(settings, writeVersion(readText(settings) ?? "", proposed, changes));
    await writeDurably(changelog, withVersion(readText(changelog), proposed, new Date().toISOString().slice(0, 10), changes));
    print("Written to openim.yaml and CHANGELOG.md. Say there in your own words what users must know, then run gen charts.");
  });
}

/** Every chart against its published version; findings are those that decide for their chart, the highest first. */
async function compare(before: readonly PublishedArchive[], now: readonly Archive[], tree: FileTree): Promise<{ readonly bump: Bump; readonly findings: readonly (Finding & { readonly bump: Bump })[]; readonly skipped: boolean }> {
  const helm = (await locateTool("helm")) ?? (await locateTool("helm4"));
  const names = [...new Set([...before, ...now].map((a) => a.name))].sort();
  const results: (ReturnType<typeof chartBump> & { readonly name: string })[] = [];
  for (const name of names) {
    const [old, next] = [before.find((a) => a.name === name), now.find((a) => a.name === name)];
    const [was, is] = [old, next].map((archive) => (archive === undefined ? undefined : { bytes: archive.bytes, files: unpackChart(archive.bytes), objects: undefined }));
    const rendered = async (chart: typeof was) => (chart === undefined ? undefined : { ...chart, objects: await objectsOf(chart.bytes, firstValues(tree, name)) });
    const quick = chartBump(was, is);
    // Only what differs is worth rendering.
    const found = quick.bump === "none" || quick.bump === "major" || helm === undefined ? quick : chartBump(await rendered(was), await rendered(is));
    results.push({ name, ...found });
  }
  const bump = highest(results.map((r) => r.bump));
  const of = (level: Bump) => results.filter((r) => r.bump === level).flatMap((r) => r.reasons.map(({ reason }) => ({ bump: level, chart: r.name, reason })));
  const findings = (["major", "minor", "patch"] as const).flatMap(of);
  return { bump, findings, skipped: helm === undefined };

  async function objectsOf(bytes: Uint8Array, values: string): Promise<readonly Rendered[] | undefined> {
    const text = helm === undefined ? undefined : await renderArchive(helm.path, bytes, values);
    return text === undefined ? undefined : readObjects(text);
  }
}

/** The values with which a chart is linted: what must be said, and nothing else. */
function firstValues(tree: FileTree, name: string): string {
  return tree.get(`charts/${name}/ci/minimal-values.yaml`) ?? [...tree].find(([path]) => path.startsWith(`charts/${name}/ci/`))?.[1] ?? "";
}

import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import { writeArchives } from "../io/archive-folder.ts";
import { packageAll } from "../package/package-all.ts";
import type { CommandDeps } from "./deps.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly out?: string;
  readonly json?: true;
}

/** `gen package`: archives of all charts in a folder. Their bytes depend on nothing but the charts. */
export function packageCommand({ root, loadTree }: CommandDeps): Command {
  const command = new Command("package")
    .description("write every chart as an archive; the same charts give the same bytes everywhere")
    .option("-o, --out <folder>", "where the archives go (default: dist)")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nExample:\n  gen package --out build/charts\n  helm template openim build/charts/openim-1.2.3.tgz")
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const print = (text: string) => command.configureOutput().writeOut?.(`${text}\n`);
    const archives = packageAll(await loadTree());
    const written = await writeArchives(options.out === undefined ? join(root, "dist") : resolve(options.out), archives);
    const rows = written.map(({ archive: { name, version, digest, bytes }, path, changed }) => {
      return { name, version, file: relative(process.cwd(), path), digest: `sha256:${digest}`, bytes: bytes.length, changed };
    });
    if (options.json) return void print(JSON.stringify(rows, null, 2));
    const width = Math.max(...rows.map((row) => row.file.length));
    for (const row of rows) print(`${row.file.padEnd(width)}  ${row.digest}${row.changed ? "" : "  unchanged"}`);
  });
}

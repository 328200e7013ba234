import { basename, join, relative, resolve } from "node:path";
import { Command } from "commander";
import { writeArchives, writeChecksums } from "../io/archive-folder.ts";
import { readBytes } from "../io/read-bytes.ts";
import type { Archive } from "../model/archive.ts";
import { exitCode } from "../model/exit.ts";
import { firstDifference } from "../package/compare-archives.ts";
import { packageAll } from "../package/package-all.ts";
import { readChartFile } from "../package/chart-file.ts";
import { unpackChart } from "../package/untar.ts";
import type { CommandDeps } from "./deps.ts";
import { signing, signHelp } from "./signed.ts";
import { usageExit } from "./usage-exit.ts";

interface Options {
  readonly out?: string;
  readonly sign?: string;
  readonly verify?: readonly string[];
  readonly json?: true;
}

const help = `${signHelp}

Example:
  gen package --out build/charts
  helm template openim build/charts/openim-1.2.3.tgz
  gen package --verify openim-1.2.3.tgz`;

/** `gen package`: archives of all charts in a folder. Their bytes depend on nothing but the charts. */
export function packageCommand({ root, loadTree, pack }: CommandDeps): Command {
  const command = new Command("package")
    .description("write every chart as an archive; the same charts give the same bytes everywhere")
    .option("-o, --out <folder>", "where the archives and SHA256SUMS go (default: dist)")
    .option("--sign <key>", "sign every archive with this secret key of gpg, best named by its fingerprint")
    .option("--verify <archive...>", "write nothing; rebuild these archives and compare, exit 3 when one differs")
    .option("--json", "print the result as JSON")
    .addHelpText("after", help)
    .exitOverride(usageExit);
  return command.action(async (options: Options) => {
    const print = (text: string) => command.configureOutput().writeOut?.(`${text}\n`);
    // Made anew, whatever is remembered: that is what the question is about.
    if (options.verify !== undefined) return void (await verifyArchives(options.verify, packageAll(await loadTree()), command));
    const { sign, by } = await signing(options.sign, command);
    const archives = await sign(pack(await loadTree()));
    const folder = options.out === undefined ? join(root, "dist") : resolve(options.out);
    const written = await writeArchives(folder, archives);
    await writeChecksums(folder, archives);
    const rows = written.map(({ archive: { name, version, digest, bytes, provenance }, path, changed }) => {
      return { name, version, file: relative(process.cwd(), path), digest: `sha256:${digest}`, bytes: bytes.length, changed, signed: provenance !== undefined };
    });
    if (options.json) return void print(JSON.stringify(rows, null, 2));
    const width = Math.max(...rows.map((row) => row.file.length));
    for (const row of rows) print(`${row.file.padEnd(width)}  ${row.digest}${row.changed ? "" : "  unchanged"}`);
    print(by);
  });
}

/** Says for each file whether it is, byte by byte, what these sources make. */
async function verifyArchives(files: readonly string[], archives: readonly Archive[], command: Command): Promise<void> {
  const usage = (message: string) => command.error(message, { exitCode: exitCode.usage, code: "openim.usage" });
  const output = command.configureOutput();
  for (const file of files) {
    const bytes = (await readBytes(resolve(file))) ?? usage(`${file} does not exist`);
    const { name, version } = identity(bytes, file, usage);
    const rebuilt = archives.find((archive) => archive.name === name) ?? usage(`${file}: these sources make no chart ${name}`);
    const difference = version === rebuilt.version ? firstDifference(bytes, rebuilt.bytes) : `it is version ${version}, and these sources make ${rebuilt.version}`;
    if (difference === undefined) output.writeOut?.(`${file}: the same bytes, sha256:${rebuilt.digest}\n`);
    else {
      output.writeErr?.(`${file}: ${basename(file) === rebuilt.fileName ? "" : `${rebuilt.fileName}: `}${difference}\n`);
      process.exitCode = exitCode.drift;
    }
  }
}

function identity(bytes: Uint8Array, file: string, usage: (message: string) => never): { readonly name: string; readonly version: string } {
  try {
    return readChartFile(unpackChart(bytes));
  } catch (error) {
    return usage(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

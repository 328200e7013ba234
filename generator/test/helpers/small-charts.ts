import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { execa, type ResultPromise } from "execa";

interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly reject: false;
  readonly cwd: string;
}

/** `gen` with its commands about archives, over the three small charts of fixtures/publish. */
export interface SmallCharts {
  /** A folder for whatever a test makes; gone with `remove`. */
  readonly scratch: string;
  /** A name below it that nobody has used. */
  readonly fresh: (name: string) => string;
  readonly gen: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<{ readonly exitCode?: number; readonly signal?: string; readonly stdout: string; readonly stderr: string }>;
  /** The same, to be killed. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ResultPromise<RunOptions>;
  /** A copy of the charts, to be changed and named by FIXTURE. */
  readonly copy: () => string;
  readonly remove: () => void;
}

const fixture = join(import.meta.dirname, "..", "fixtures", "publish");

/** Builds the program. `env` is what every run gets. */
export async function smallCharts(env: Readonly<Record<string, string>> = {}): Promise<SmallCharts> {
  const scratch = mkdtempSync(join(tmpdir(), "small-charts-"));
  const program = join(scratch, "cli.mjs");
  const banner = 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';
  await build({ entryPoints: [join(fixture, "cli.ts")], outfile: program, bundle: true, platform: "node", format: "esm", logLevel: "error", banner: { js: banner } });
  let next = 0;
  const fresh = (name: string): string => join(scratch, `${name}-${(next += 1)}`);
  const start: SmallCharts["start"] = (args, more = {}) => {
    const options: RunOptions = { env: { FIXTURE: fixture, ...env, ...more }, reject: false, cwd: scratch };
    return execa(process.execPath, [program, ...args], options);
  };
  return {
    scratch,
    fresh,
    start,
    gen: async (args, more = {}) => {
      const { exitCode, signal, stdout, stderr } = await start(args, more);
      return { stdout, stderr, ...(exitCode === undefined ? {} : { exitCode }), ...(signal === undefined ? {} : { signal }) };
    },
    copy: () => {
      const folder = fresh("project");
      cpSync(fixture, folder, { recursive: true });
      return folder;
    },
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { inject } from "vitest";
import { besideOthers, inTurn, type Run } from "./in-turn.ts";

interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly reject: false;
  readonly cwd: string;
}

/** `gen` with its commands about archives, over the three small charts of fixtures/publish. */
export interface SmallCharts {
  /** A folder for whatever a test makes; gone with `remove`. */
  readonly scratch: string;
  /** Path of the program. */
  readonly program: string;
  /** A name below `scratch` that nobody has used. */
  readonly fresh: (name: string) => string;
  /** In a process that other runs share, one after the other. */
  readonly gen: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>;
  /** The same for what is to run beside others: at that time, the process is its own. */
  readonly beside: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>;
  /** In a process of its own, which may be killed. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ResultPromise<RunOptions>;
  /** A copy of the charts, to be changed and named by FIXTURE. */
  readonly copy: () => string;
  readonly remove: () => void;
}

const fixture = join(import.meta.dirname, "..", "fixtures", "publish");

/** `env` is what every run gets. */
export function smallCharts(env: Readonly<Record<string, string>> = {}): SmallCharts {
  const scratch = mkdtempSync(join(tmpdir(), "small-charts-"));
  const program = inject("smallCharts");
  let next = 0;
  const fresh = (name: string): string => join(scratch, `${name}-${(next += 1)}`);
  const start: SmallCharts["start"] = (args, more = {}) => {
    const options: RunOptions = { env: { FIXTURE: fixture, ...env, ...more }, reject: false, cwd: scratch };
    return execa(process.execPath, [program, ...args], options);
  };
  return {
    scratch,
    program,
    fresh,
    start,
    gen: async (args, more = {}) => inTurn(program, args, scratch, { FIXTURE: fixture, ...env, ...more }),
    beside: async (args, more = {}) => besideOthers(program, args, scratch, { FIXTURE: fixture, ...env, ...more }),
    copy: () => {
      const folder = fresh("project");
      cpSync(fixture, folder, { recursive: true });
      return folder;
    },
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

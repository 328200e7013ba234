import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { inject } from "vitest";
import { run, type Outcome } from "../../src/io/run.ts";
import { stageCharts } from "../../src/io/stage-charts.ts";
import type { FileTree } from "../../src/model/tree.ts";
import { once } from "./once.ts";
import { project, realResult } from "./real.ts";

const tree = once((): FileTree => {
  const { tree: made, diagnostics } = realResult();
  if (made === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return made;
});

/** The project's charts where Helm can read them, the umbrella with all others inside; gone with the run of tests. */
export const stage = once(() => stageCharts(tree(), mkdtempSync(join(inject("scratch"), "charts-")), "openim"));

/** Beside the charts: a chart of a test's own, with copies of some of the project's inside. */
export interface Wrapper {
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
  readonly charts: readonly string[];
}

/**
 * What Helm says about the project's charts; `args` name folders and files of the stage, `input` is for `-f -`. The same program
 * with the same charts and the same question says the same, so it is asked once, and the answer kept for later runs of the tests.
 */
export async function askHelm(helm: string, args: readonly string[], input = "", wrapper?: Wrapper): Promise<Outcome> {
  // Of a file, what it says counts and not its name.
  const textOf = (file: string): string => (file === "-" ? input : (tree().get(file) ?? readFileSync(resolve(stage().folder, file), "utf8")));
  const question = args.map((arg, i) => (args[i - 1] === "-f" ? { values: textOf(arg) } : arg));
  const ask = async (): Promise<Outcome> => {
    const { folder } = stage();
    if (wrapper !== undefined) write(folder, wrapper);
    return run(helm, args, { cwd: folder, ...(input === "" ? {} : { input }) });
  };
  // A refusal is an answer too. What else can fail is of the moment.
  return askOnce([helm], [question, wrapper], ask, ({ stderr }) => /execution error at \(|don't meet the specifications of the schema/.test(stderr));
}

/**
 * What programs say to a question about the project's charts, which must name whatever else they look at. What went well, and what
 * `lasts` besides, is kept for as long as charts, question and programs stay the same.
 */
export async function askOnce(programs: readonly string[], question: unknown, ask: () => Promise<Outcome>, lasts: (outcome: Outcome) => boolean = () => false): Promise<Outcome> {
  const identities = programs.map((program) => [program, statSync(program).size, statSync(program).mtimeMs]);
  const place = join(kept(), `${digestOf([identities, question])}.gz`);
  if (existsSync(place)) return JSON.parse(gunzipSync(readFileSync(place)).toString()) as Outcome;
  const outcome = await ask();
  if (outcome.exitCode === 0 || lasts(outcome)) keep(place, outcome);
  return outcome;
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function write(folder: string, { folder: name, files, charts }: Wrapper): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  for (const chart of charts) cpSync(join(folder, "charts", chart), join(folder, name, "charts", chart), { recursive: true });
}

/** In one step, for another worker may ask the same. */
function keep(place: string, outcome: Outcome): void {
  const draft = `${place}.${randomUUID()}`;
  writeFileSync(draft, gzipSync(JSON.stringify(outcome), { level: 1 }));
  renameSync(draft, place);
}

/** Where answers about these very charts are; what was said about charts of long ago goes. */
const kept = once(() => {
  const all = join(project, ".cache/renders");
  const folder = join(all, digestOf([...tree()].filter(([path]) => path.startsWith("charts/") && !path.endsWith("README.md"))).slice(0, 16));
  mkdirSync(folder, { recursive: true });
  // Another worker tidies up as well.
  const age = (name: string): number => statSync(join(all, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = readdirSync(all).map((name) => ({ name, time: age(name) })).sort((a, b) => b.time - a.time);
  for (const { name } of newest.slice(4)) rmSync(join(all, name), { recursive: true, force: true });
  return folder;
});

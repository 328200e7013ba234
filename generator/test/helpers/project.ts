import { randomUUID } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { inject } from "vitest";
import { inTurn, type Run } from "./in-turn.ts";
import { project as original } from "./real.ts";

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly reject: false;
}

/** A copy of the project's sources with the real program in it, which takes the nearest folder with an openim.yaml for its root. */
export interface Project {
  readonly root: string;
  /** Path of the program. */
  readonly program: string;
  /** In a process that other runs share, one after the other. */
  readonly gen: (args: readonly string[], options?: RunOptions) => Promise<Run>;
  /** In a process of its own, as people run it. */
  readonly start: (args: readonly string[], options?: RunOptions) => ResultPromise<StartOptions>;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  readonly remove: () => void;
}

/** Makes a project in a temporary folder; without `settings` it has the original's openim.yaml. Outside tools are the original's. */
export function makeProject(settings?: string): Project {
  const root = mkdtempSync(join(tmpdir(), "gen-project-"));
  const copy = (path: string): void => cpSync(join(original, path), join(root, path), { recursive: true });
  for (const path of ["generator/catalog", "generator/templates", "package.json"]) copy(path);
  // With its times it is the same program everywhere, and knows what it has read and compiled in another project.
  cpSync(inject("bundle"), join(root, ".cache/gen"), { recursive: true, preserveTimestamps: true, filter: (path) => !path.endsWith(".map") });
  for (const name of memories) if (existsSync(kept(name))) copyFileSync(kept(name), join(root, ".cache", name));
  if (existsSync(join(original, ".tools"))) symlinkSync(join(original, ".tools"), join(root, ".tools"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  if (existsSync(join(original, "images.lock"))) copy("images.lock");
  write("openim.yaml", settings ?? readFileSync(join(original, "openim.yaml"), "utf8"));
  const program = join(root, ".cache/gen/main.js");
  return {
    root,
    program,
    gen: async (args, { cwd = root, env = {} } = {}) => {
      const run = await inTurn(program, args, cwd, { NO_COLOR: "1", ...env });
      for (const name of memories) keep(join(root, ".cache", name), kept(name));
      return run;
    },
    start: (args, { cwd = root, env = {} } = {}) => {
      const options: StartOptions = { cwd, env: { NO_COLOR: "1", ...env }, reject: false };
      return execa(process.execPath, [program, ...args], options);
    },
    write,
    read: (path) => readFileSync(join(root, path), "utf8"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const memories = ["catalogue.json", "templates.json"];
const kept = (name: string): string => join(inject("scratch"), name);

/** The first of a run of tests; in one step, for another worker may look. */
function keep(file: string, place: string): void {
  if (existsSync(place) || !existsSync(file)) return;
  const draft = `${place}.${randomUUID()}`;
  copyFileSync(file, draft);
  renameSync(draft, place);
}

/** Path → content and time of every file that a run might write; two equal answers mean that nothing was touched. */
export function filesOf(root: string): ReadonlyMap<string, { readonly text: string; readonly time: number }> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(root, ".cache")) && !path.startsWith(join(root, "generator")))
    .sort();
  return new Map(found.map((path) => [path.slice(root.length + 1), { text: readFileSync(path, "utf8"), time: statSync(path).mtimeMs }]));
}

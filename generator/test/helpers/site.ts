import { chmodSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { inject } from "vitest";
import { parseAllDocuments } from "yaml";
import { once } from "./once.ts";
import { project, realResult } from "./real.ts";

/** What a run of scripts/openim did. */
export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What helm and kubectl were asked, in order. */
  readonly commands: readonly string[];
  readonly report: Report;
}

export interface Report {
  readonly [key: string]: unknown;
  readonly components: readonly Readonly<Record<string, unknown>>[];
  readonly preflight: readonly Readonly<Record<string, unknown>>[];
}

/** A run that has not ended. */
export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly done: Promise<Pick<Ran, "exitCode" | "stdout" | "stderr">>;
}

/** A machine with the script, and a helm and a kubectl that answer from files. */
export interface Site {
  readonly root: string;
  /** Where the fakes look; objects become JSON as kubectl prints it. */
  readonly answer: (file: string, content: string | object) => void;
  readonly start: (args: readonly string[], options?: RunOptions) => Running;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  /** What a run that was begun with `start` has left. */
  readonly left: () => Pick<Ran, "commands" | "report">;
  readonly remove: () => void;
}

export interface RunOptions {
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Where this machine has a program. */
const whereIs = (name: string): string | undefined => (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path));

/** Shells that are there; the script promises POSIX, so each must do. */
export const shells: readonly { readonly name: string; readonly shell: readonly string[] }[] = ["dash", "bash", "busybox"].flatMap((name) => {
  const found = whereIs(name) !== undefined;
  if (!found) console.warn(`\n!!! ${name} is missing: scripts/openim is NOT TRIED with it\n`);
  return found ? [{ name, shell: name === "busybox" ? ["busybox", "sh"] : name === "bash" ? ["bash", "--posix"] : [name] }] : [];
});

/** What json.mjs beside the fake kubectl says of a manifest: a program less for each run. */
function asJson(manifest: string): string {
  const objects = parseAllDocuments(manifest).flatMap((document) => (document.toJS() as { readonly metadata?: { readonly labels?: object } } | null) ?? []);
  return objects.map((o) => `${JSON.stringify({ ...o, metadata: { ...o.metadata, labels: { ...o.metadata?.labels, "openim-preflight": "wanted" } } }, null, 4)}\n`).join("");
}

/** Makes a folder one that has these programs, as far as they are here and not there yet. */
export function lendPrograms(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const path = whereIs(name);
    if (path !== undefined && !existsSync(join(folder, name))) symlinkSync(path, join(folder, name));
  }
}

/** What sites have alike: `own`, the files that each has, and beside it `charts` and `values`. Nobody writes there. */
const alike = once(() => {
  const tree = realResult().tree;
  if (tree === undefined) throw new Error("openim.yaml has errors");
  const folder = mkdtempSync(join(inject("scratch"), "site-"));
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const fakes = join(project, "generator/test/fixtures/site");
  cpSync(join(project, "scripts"), join(folder, "own/scripts"), { recursive: true });
  for (const [path, text] of tree) if (/^(scripts|charts|values)\//.test(path)) write(path.replace(/^scripts/, "own/scripts"), text);
  for (const tool of ["helm", "kubectl"]) {
    write(`own/bin/${tool}`, readFileSync(join(fakes, tool)));
    chmodSync(join(folder, "own/bin", tool), 0o755);
  }
  const yaml = pathToFileURL(join(project, "node_modules/yaml/dist/index.js")).href;
  write("own/fake/json.mjs", readFileSync(join(fakes, "json.mjs"), "utf8").replace('"yaml"', JSON.stringify(yaml)));
  const own = readdirSync(join(folder, "own"), { recursive: true, withFileTypes: true });
  const paths = (folders: boolean) => own.filter((entry) => entry.isDirectory() === folders).map((entry) => join(entry.parentPath, entry.name).slice(join(folder, "own/").length));
  return { folder, folders: paths(true), files: paths(false) };
});

/** `charts`: with real charts beside the script, as in a checkout. */
export function makeSite(options: { readonly charts?: boolean; readonly helm?: string } = {}): Site {
  const root = mkdtempSync(join(tmpdir(), "openim-site-"));
  const fake = join(root, "fake");
  const { folder, folders, files } = alike();
  for (const path of folders) mkdirSync(join(root, path));
  for (const path of files) linkSync(join(folder, "own", path), join(root, path));
  if (options.charts === true) for (const path of ["charts", "values"]) symlinkSync(join(folder, path), join(root, path));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(fake, path)), { recursive: true });
    writeFileSync(join(fake, path), text);
  };
  const answer = (file: string, content: string | object): void => {
    write(file, typeof content === "string" ? content : `${JSON.stringify(content, null, 4)}\n`);
    if (file === "manifest.yaml" && typeof content === "string") write("manifest.json", asJson(content));
  };
  answer("helm-version", options.helm ?? "v3.22.0");

  const start = (args: readonly string[], { shell = ["sh"], env = {} }: RunOptions = {}): Running => {
    rmSync(join(fake, "commands"), { force: true });
    rmSync(join(root, "report.json"), { force: true });
    const [program = "sh", ...rest] = shell;
    const child = execa(program, [...rest, join(root, "scripts/openim"), ...args.slice(0, 1), ...(args.length === 0 || args.includes("--json") ? [] : ["--json", join(root, "report.json")]), ...args.slice(1)], {
      cwd: root,
      reject: false,
      stdin: "ignore",
      env: { PATH: `${join(root, "bin")}${delimiter}${process.env["PATH"] ?? ""}`, FAKE: fake, TMPDIR: root, OPENIM_WATCH_SECONDS: "1000", OPENIM_NAP_SECONDS: "0.02", OPENIM_PROBE_SECONDS: "0", ...env },
    });
    const clean = (text: unknown): string => String(text).replaceAll(root, "");
    return { kill: (signal) => void child.kill(signal), done: child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout: clean(stdout), stderr: clean(stderr) })) };
  };
  const left = (): Pick<Ran, "commands" | "report"> => ({
    commands: existsSync(join(fake, "commands")) ? readFileSync(join(fake, "commands"), "utf8").trimEnd().split("\n").map((line) => line.replaceAll(root, "")) : [],
    report: (existsSync(join(root, "report.json")) ? JSON.parse(readFileSync(join(root, "report.json"), "utf8")) : { components: [], preflight: [] }) as Report,
  });
  const run = async (args: readonly string[], more?: RunOptions): Promise<Ran> => {
    const done = await start(args, more).done;
    return { ...done, ...left() };
  };
  return { root, answer, start, run, left, remove: () => rmSync(root, { recursive: true, force: true }) };
}

import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { parseAllDocuments } from "yaml";
import type { FileTree } from "../../src/model/tree.ts";
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

/** Shells that are there; the script promises POSIX, so each must do. */
export const shells: readonly { readonly name: string; readonly shell: readonly string[] }[] = ["dash", "bash", "busybox"].flatMap((name) => {
  const found = (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
  if (!found) console.warn(`\n!!! ${name} is missing: scripts/openim is NOT TRIED with it\n`);
  return found ? [{ name, shell: name === "busybox" ? ["busybox", "sh"] : name === "bash" ? ["bash", "--posix"] : [name] }] : [];
});

/** What json.mjs beside the fake kubectl says of a manifest, with LABEL in place of the label's value: a program less for each run. */
function asJson(manifest: string): string {
  const objects = parseAllDocuments(manifest).flatMap((document) => (document.toJS() as { readonly metadata?: { readonly labels?: object } } | null) ?? []);
  return objects.map((o) => `${JSON.stringify({ ...o, metadata: { ...o.metadata, labels: { ...o.metadata?.labels, "openim-preflight": "LABEL" } } }, null, 4)}\n`).join("");
}

const tree = once((): FileTree => {
  const made = realResult().tree;
  if (made === undefined) throw new Error("openim.yaml has errors");
  return made;
});

/** `charts`: with real charts beside the script, as in a checkout. */
export function makeSite(options: { readonly charts?: boolean; readonly helm?: string } = {}): Site {
  const root = mkdtempSync(join(tmpdir(), "openim-site-"));
  const fake = join(root, "fake");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const answer = (file: string, content: string | object): void => {
    write(`fake/${file}`, typeof content === "string" ? content : `${JSON.stringify(content, null, 4)}\n`);
    if (file === "manifest.yaml" && typeof content === "string") write("fake/manifest.json", asJson(content));
  };
  cpSync(join(project, "scripts"), join(root, "scripts"), { recursive: true });
  for (const [path, text] of tree()) if (path.startsWith("scripts/") || (options.charts === true && /^(charts|values)\//.test(path))) write(path, text);
  for (const tool of ["helm", "kubectl"]) {
    cpSync(join(project, "generator/test/fixtures/site", tool), join(root, "bin", tool));
    chmodSync(join(root, "bin", tool), 0o755);
  }
  const yaml = pathToFileURL(join(project, "node_modules/yaml/dist/index.js")).href;
  answer("json.mjs", readFileSync(join(project, "generator/test/fixtures/site/json.mjs"), "utf8").replace('"yaml"', JSON.stringify(yaml)));
  answer("helm-version", options.helm ?? "v3.22.0");

  const start = (args: readonly string[], { shell = ["sh"], env = {} }: RunOptions = {}): Running => {
    rmSync(join(fake, "commands"), { force: true });
    rmSync(join(root, "report.json"), { force: true });
    const [program = "sh", ...rest] = shell;
    const child = execa(program, [...rest, join(root, "scripts/openim"), ...args.slice(0, 1), ...(args.length === 0 || args.includes("--json") ? [] : ["--json", join(root, "report.json")]), ...args.slice(1)], {
      cwd: root,
      reject: false,
      stdin: "ignore",
      env: { PATH: `${join(root, "bin")}${delimiter}${process.env["PATH"] ?? ""}`, FAKE: fake, TMPDIR: root, OPENIM_WATCH_SECONDS: "1000", OPENIM_PROBE_SECONDS: "0", ...env },
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

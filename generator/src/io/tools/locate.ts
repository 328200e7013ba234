import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { Tool } from "./catalog.ts";
import { isAccepted, parseVersion } from "./version.ts";

/** Where a tool is. */
export interface Location {
  readonly name: string;
  readonly path: string;
  readonly version: string;
  /** Found on PATH, or in the project's own .tools/bin. */
  readonly origin: "path" | "tools";
  /** It has the version that the catalogue pins. */
  readonly pinned: boolean;
}

/** Where to look: the value of PATH and the project's root. */
export interface Places {
  readonly path: string;
  readonly root: string;
}

/** Looks for a tool on PATH, then in .tools/bin. What cannot say an acceptable version is passed over. */
export async function locate(tool: Tool, places: Places): Promise<Location | undefined> {
  for (const command of tool.commands) {
    const file = await which(command, places.path);
    const found = file === undefined ? undefined : await inspect(tool, file, "path");
    if (found !== undefined) return found;
  }
  return inspect(tool, join(places.root, ".tools/bin", tool.name), "tools");
}

/** Asks a program whether it is this tool and which version. */
export async function inspect(tool: Tool, path: string, origin: Location["origin"]): Promise<Location | undefined> {
  if (!(await isProgram(path))) return undefined;
  const answer = await ask(tool, path);
  const version = answer.exitCode === 0 ? parseVersion(tool, `${answer.stdout}\n${answer.stderr}`) : undefined;
  if (version === undefined || !isAccepted(tool, version)) return undefined;
  return { name: tool.name, path, version, origin, pinned: version === tool.version };
}

async function ask(tool: Tool, path: string, attempt = 1): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  const answer = await execa(path, tool.ask.args, { reject: false, stdin: "ignore", timeout: 30_000 });
  // Just written: a process started meanwhile may hold the file open for a moment.
  if (answer.code !== "ETXTBSY" || attempt === 5) return answer;
  await sleep(50 * attempt);
  return ask(tool, path, attempt + 1);
}

/** The file that a shell would run for a command. */
export async function which(command: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const file = resolve(folder === "" ? "." : folder, command);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

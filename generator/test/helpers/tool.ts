import { locateTool } from "../../src/io/tools.ts";
import { which } from "../../src/io/tools/locate.ts";

/**
 * The path of an outside tool. Where it is missing, a test cannot run: that is a failure in CI, and elsewhere one loud line.
 * Use as `it.skipIf(helm === undefined)`.
 */
export async function toolPath(name: string): Promise<string | undefined> {
  const found = await locateTool(name);
  if (found !== undefined) return found.path;
  if (process.env["CI"]) throw new Error(`${name} is missing; ./gen doctor --install provides it`);
  console.warn(`\n!!! ${name} is missing: tests that need it are NOT RUN; ./gen doctor --install provides it\n`);
  return undefined;
}

/** The path of a program that the project does not bring: what a variable of its name says (kube-linter: KUBE_LINTER), or where PATH has it. */
export async function foreignPath(name: string): Promise<string | undefined> {
  return process.env[variableOf(name)] ?? (await which(name, process.env["PATH"] ?? ""));
}

/** The same; without it one loud line says what is `notRun`. */
export async function foreignProgram(name: string, notRun: string): Promise<string | undefined> {
  const path = await foreignPath(name);
  if (path === undefined) console.warn(`\n!!! ${name} NOT FOUND: ${notRun} is NOT RUN; ${variableOf(name)}=<program> runs it\n`);
  return path;
}

const variableOf = (name: string): string => name.toUpperCase().replaceAll("-", "_");

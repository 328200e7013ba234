import { locateTool } from "../../src/io/tools.ts";

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

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Lists every generated file; a file that is not in it is somebody's own and is never touched. */
export const manifestFile = ".generated";

/** Paths that the last run wrote. */
export function readManifest(root: string): ReadonlySet<string> {
  const file = join(root, manifestFile);
  return new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n").filter((line) => line !== "") : []);
}

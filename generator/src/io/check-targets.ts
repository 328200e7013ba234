import { dirname, join } from "node:path";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { localDisk, type Disk } from "./disk.ts";

/** Everything below the root that stands where we would write, and is not what it should be: a link leads out of the project. */
export function checkTargets(root: string, paths: Iterable<string>, disk: Disk = localDisk): readonly Diagnostic[] {
  const files = new Set(paths);
  const folders = new Set([...files].flatMap(above));
  const found: Diagnostic[] = [];
  const look = (path: string, wanted: "file" | "folder"): void => {
    // Below something that is no folder, nothing can be seen.
    if (found.some((d) => d.message.includes(`\`${dirname(path)}\``))) return;
    const kind = kindOf(disk, join(root, path));
    if (kind === undefined || kind === wanted) return;
    found.push(kind === "link" ? diagnose("target-link", { path }) : diagnose("target-kind", { path, found: kind === "other" ? "something else" : `a ${kind}`, wanted: `a ${wanted}` }));
  };
  for (const folder of [...folders].sort()) look(folder, "folder");
  for (const file of [...files].sort()) look(file, "file");
  return found;
}

function kindOf(disk: Disk, path: string): ReturnType<Disk["kind"]> {
  try {
    return disk.kind(path);
  } catch {
    // What is above it was looked at.
    return undefined;
  }
}

/** Folders above a path, the outermost first. */
function above(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? [] : [...above(folder), folder];
}

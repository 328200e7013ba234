import type { Change } from "../model/change.ts";
import type { FileTree } from "../model/tree.ts";

/**
 * What must change on disk so that it equals `wanted`. `disk` holds the files of the folders that are ours alone;
 * whatever lies there and is not wanted is left over from an earlier run, or not ours when `isOurs` says so.
 */
export function reconcile(wanted: FileTree, disk: FileTree, isOurs: (path: string) => boolean): readonly Change[] {
  const changes: Change[] = [];
  for (const [path, after] of wanted) {
    const before = disk.get(path);
    if (before === undefined) changes.push({ kind: "create", path, after });
    else if (before !== after) changes.push({ kind: "update", path, before, after });
  }
  for (const [path, before] of disk) {
    if (!wanted.has(path) && isOurs(path)) changes.push({ kind: "delete", path, before });
  }
  return changes;
}

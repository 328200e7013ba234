import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Change } from "../model/change.ts";

/** Brings the disk to the wanted state: each file in one step, removals last. Folders that become empty go too. */
export function writeChanges(root: string, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.kind === "delete") continue;
    const path = join(root, change.path);
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, change.after);
    renameSync(draft, path);
  }
  for (const change of changes) {
    if (change.kind !== "delete") continue;
    rmSync(join(root, change.path), { force: true });
    for (let folder = dirname(change.path); folder.includes("/"); folder = dirname(folder)) {
      if (readdirSync(join(root, folder)).length > 0) break;
      rmdirSync(join(root, folder));
    }
  }
}

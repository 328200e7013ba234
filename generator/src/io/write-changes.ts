import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Change } from "../model/change.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { localDisk, type Disk } from "./disk.ts";
import { manifestFile } from "./manifest.ts";

/** What a run that was cut off may leave behind; the next run takes it away. */
export function isDraft(path: string): boolean {
  return /(^|\/)\.[^/]+\.[0-9a-f-]{36}\.tmp$/.test(path);
}

/**
 * Brings the disk to the wanted state, so that a run that fails or is killed at any point leaves whole files only, and the next
 * one can finish or undo it:
 *
 * 1. Everything new is written beside its place. Whatever can fail for want of space or rights fails here, and is undone.
 * 2. The manifest names the files of before and after, so that from here on each of them is known to be ours.
 * 3. New files take their places, one step each; then old ones go; then the manifest names the new ones alone.
 *
 * @param held asked before anything takes its place; a run that lost its lock must not
 * @returns what went wrong; empty when all is done
 */
export async function writeChanges(root: string, changes: readonly Change[], held: () => Promise<boolean>, disk: Disk = localDisk): Promise<readonly Diagnostic[]> {
  const drafts = new Map<string, string>();
  const made: string[] = [];
  let placing = false;
  let path = "";
  const draft = (target: string, text: string): string => {
    path = target;
    for (const folder of missing(disk, join(root, dirname(target)))) {
      disk.makeFolder(folder);
      made.push(folder);
    }
    const file = join(root, dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    drafts.set(file, target);
    disk.write(file, text);
    return file;
  };
  const place = (file: string): void => {
    path = drafts.get(file) ?? path;
    disk.rename(file, join(root, path));
    drafts.delete(file);
  };
  try {
    const manifest = changes.find((c) => c.path === manifestFile);
    const names = manifest === undefined ? [] : [lines(manifest.kind === "create" ? "" : manifest.before), lines(manifest.kind === "delete" ? "" : manifest.after)];
    const both = manifest === undefined ? undefined : draft(manifestFile, [...new Set(names.flat())].sort().map((name) => `${name}\n`).join(""));
    const files: string[] = [];
    for (const change of changes) {
      if (change.kind === "delete" || change === manifest) continue;
      files.push(draft(change.path, change.after));
      if (files.length % 32 === 0) await breathe();
    }
    const last = manifest === undefined || manifest.kind === "delete" ? undefined : draft(manifestFile, manifest.after);
    if (!(await held())) throw new Error("another run has taken over");

    placing = true;
    if (both !== undefined) place(both);
    for (const file of files) place(file);
    for (const change of changes) {
      if (change.kind !== "delete") continue;
      path = change.path;
      disk.remove(join(root, path));
    }
    const gone = (names[0] ?? []).filter((name) => names[1]?.includes(name) !== true);
    for (const name of gone) prune(disk, root, name);
    if (last !== undefined) place(last);
    return [];
  } catch (error) {
    for (const file of drafts.keys()) attempt(() => disk.remove(file));
    if (!placing) for (const folder of made.reverse()) attempt(() => disk.removeFolder(folder));
    return [explain(error, path, placing)];
  }
}

/** Folders that must be made for a folder to be there, the outermost first. */
function missing(disk: Disk, folder: string): readonly string[] {
  return disk.kind(folder) === undefined ? [...missing(disk, dirname(folder)), folder] : [];
}

/** Folders that became empty go too, but not those that everything stands in. */
function prune(disk: Disk, root: string, path: string): void {
  for (let folder = dirname(path); folder.includes("/"); folder = dirname(folder)) {
    if (disk.kind(join(root, folder)) !== "folder") continue;
    if (disk.list(join(root, folder)).length > 0) return;
    disk.removeFolder(join(root, folder));
  }
}

function lines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // The next run does it.
  }
}

const full = ["ENOSPC", "EDQUOT", "EFBIG"];
const closed = ["EACCES", "EPERM", "EROFS"];

/** A failure of the file system in words. */
export function explain(error: unknown, path: string, placing: boolean): Diagnostic {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  const state = placing ? "Some files are new already, and all are whole; the next run finishes it." : "Nothing was changed.";
  if (full.includes(code)) return diagnose("target-full", { path, state });
  if (closed.includes(code)) return diagnose("target-closed", { path, state });
  return diagnose("target-failed", { path, reason: message, state });
}

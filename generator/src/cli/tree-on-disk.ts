import { mkdirSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkTargets } from "../io/check-targets.ts";
import { localDisk, type Disk } from "../io/disk.ts";
import { withLockFile } from "../io/lock-file.ts";
import { manifestFile, readManifest } from "../io/manifest.ts";
import { readText } from "../io/read-text.ts";
import { readTree } from "../io/read-tree.ts";
import { explain, isDraft, writeChanges } from "../io/write-changes.ts";
import type { Change } from "../model/change.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { reconcile } from "../reconcile/reconcile.ts";

/** Folders that are ours alone. */
const folders = ["charts", "values", "schemas"];
/** Short: a run that was killed is waited for this long once. */
const lock = { heartbeat: 250, stale: 3_000, poll: 50 };

/** How the disk differs from the wanted tree. */
export interface DiskState {
  readonly changes: readonly Change[];
  /** Files inside our charts that are somebody's own. */
  readonly foreign: readonly string[];
  /** What a run that was cut off has left. */
  readonly drafts: readonly string[];
  /** What stands in the way; then nothing was looked at. */
  readonly faults: readonly Diagnostic[];
}

/** The tree with the list of its own files, by which a later run knows what it may remove. */
export function withManifest(tree: FileTree): FileTree {
  return fileTree([...tree, [manifestFile, `${[...tree.keys()].join("\n")}\n`]]);
}

/** Compares the disk with the wanted tree. */
export function lookAtDisk(wanted: FileTree, root: string): DiskState {
  const faults = checkTargets(root, wanted.keys());
  if (faults.length > 0) return { changes: [], foreign: [], drafts: [], faults };
  const ours = readManifest(root);
  const disk = new Map<string, string>();
  for (const folder of folders) for (const [path, text] of readTree(`${root}/${folder}`)) disk.set(`${folder}/${path}`, text);
  // Folders that are shared with others: only what we write or once wrote is looked at.
  for (const path of new Set([...wanted.keys(), ...ours])) {
    if (disk.has(path) || !isShared(path)) continue;
    const text = readText(`${root}/${path}`);
    if (text !== undefined) disk.set(path, text);
  }
  const shared = [...new Set([...wanted.keys()].filter(isShared).map(dirname))].filter((folder) => localDisk.kind(join(root, folder)) === "folder");
  const drafts = [...disk.keys(), ...shared.flatMap((folder) => localDisk.list(join(root, folder)).map((name) => join(folder, name)))].filter(isDraft);
  // What chart-testing and helm dependency build leave behind is known to everybody.
  const foreign = [...disk.keys()].filter((path) => path.startsWith("charts/") && !wanted.has(path) && !ours.has(path) && !path.endsWith(".tgz") && !isDraft(path));
  return { changes: reconcile(wanted, disk, (path) => ours.has(path)), foreign, drafts, faults: [] };
}

/** Brings the disk to the wanted tree while no other run does. What differs is looked at again then: another run may have been there. */
export async function bringDisk(wanted: FileTree, root: string, onWait: () => void, disk: Disk = localDisk): Promise<{ readonly changes: readonly Change[]; readonly diagnostics: readonly Diagnostic[] }> {
  const path = ".cache/charts.lock";
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return await withLockFile(
      join(root, path),
      async (held) => {
        const { changes, drafts, faults } = lookAtDisk(wanted, root);
        if (faults.length > 0) return { changes: [], diagnostics: faults };
        for (const draft of drafts) unlinkSync(join(root, draft));
        const diagnostics = await writeChanges(root, changes, held, disk);
        return { changes: diagnostics.length === 0 ? changes : [], diagnostics };
      },
      { ...lock, onWait },
    );
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
    return { changes: [], diagnostics: [explain(error, path, false)] };
  }
}

function isShared(path: string): boolean {
  return path === manifestFile || /^(docs\/[a-z-]+\.md|scripts\/[a-z-]+\.tsv)$/.test(path);
}

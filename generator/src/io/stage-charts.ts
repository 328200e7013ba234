import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileTree } from "../model/tree.ts";

/** A folder outside the tree with charts/<name>, the umbrella holding the others too so that Helm needs no network. */
export interface Stage {
  readonly folder: string;
  readonly remove: () => void;
}

/** Writes the charts of a tree, and its values files, where outside tools can read them. */
export function stageCharts(tree: FileTree, root: string, umbrella: string): Stage {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache/stage-"));
  const made = new Set<string>();
  const placeFor = (path: string): string => {
    const file = join(folder, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    made.add(dirname(file));
    return file;
  };
  for (const [path, text] of tree) {
    const [top, chart] = path.split("/");
    const file = placeFor(path);
    writeFileSync(file, text);
    if (top === "charts" && chart !== umbrella) placeAgain(file, placeFor(`charts/${umbrella}/${path}`), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Nobody writes into a stage, and another name costs a tenth of another file; not every file system has them. */
function placeAgain(file: string, copy: string, text: string): void {
  try {
    linkSync(file, copy);
  } catch {
    writeFileSync(copy, text);
  }
}

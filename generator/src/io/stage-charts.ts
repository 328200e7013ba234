import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FileTree } from "../model/tree.ts";

/** A folder outside the tree with charts/<name>, the umbrella holding copies of the others so that Helm needs no network. */
export interface Stage {
  readonly folder: string;
  readonly remove: () => void;
}

/** Writes the charts of a tree, and its values files, where outside tools can read them. */
export function stageCharts(tree: FileTree, root: string, umbrella: string): Stage {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(root, ".cache/stage-"));
  for (const [path, text] of tree) {
    const [top, chart] = path.split("/");
    const copies = top === "charts" && chart !== umbrella ? [path, `charts/${umbrella}/${path}`] : [path];
    for (const copy of copies) {
      mkdirSync(dirname(join(folder, copy)), { recursive: true });
      writeFileSync(join(folder, copy), text);
    }
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileTree, type FileTree } from "../model/tree.ts";

/** All files below a folder, links not followed, with paths relative to it. Empty when the folder does not exist. */
export function readTree(folder: string, skip: (path: string) => boolean = () => false): FileTree {
  const entries: (readonly [string, string])[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (skip(path)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) entries.push([path, readFileSync(join(folder, path), "utf8")]);
    }
  };
  try {
    walk("");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return fileTree(entries);
}

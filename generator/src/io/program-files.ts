import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileTree, type FileTree } from "../model/tree.ts";
import { readTree } from "./read-tree.ts";

/**
 * The files of this program as it was built, which run with nothing but Node.js. Its package.json then has our name, so that the
 * folder counts as a project of its own. Empty when the program runs from its sources.
 */
export function programFiles(): FileTree {
  const folder = dirname(fileURLToPath(import.meta.url));
  if (!existsSync(join(folder, "main.js"))) return fileTree([]);
  const own = [...readTree(folder)].filter(([path]) => path.endsWith(".js"));
  return fileTree([...own, ["package.json", `${JSON.stringify({ name: "openim-charts", private: true, type: "module" })}\n`]]);
}

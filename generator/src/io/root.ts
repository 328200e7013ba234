import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project: the nearest one above this program that holds openim.yaml or our package.json. */
export function projectRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "openim.yaml")) || isOurPackage(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error(`no project around ${start}: neither openim.yaml nor package.json of openim-charts`);
  }
}

function isOurPackage(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null && "name" in value && value.name === "openim-charts";
  } catch {
    return false;
  }
}

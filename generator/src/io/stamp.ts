import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestFile } from "./manifest.ts";

/** What was true when the charts were last found to be what their sources say. */
interface Stamp {
  /** Digest of every source and every generated file, names and contents. */
  readonly digest: string;
  /** Folders of the site's own that were sources too. */
  readonly extra: readonly string[];
}

const stampFile = ".cache/charts.stamp";

/**
 * True when neither a source (openim.yaml, catalogue, templates, the generator itself) nor a generated file has changed, in
 * name or content, since a whole run found them to agree. False proves nothing.
 */
export function isCurrent(root: string): boolean {
  const file = join(root, stampFile);
  if (!existsSync(file)) return false;
  try {
    const stamp = JSON.parse(readFileSync(file, "utf8")) as Stamp;
    return stamp.digest === fingerprint(root, stamp.extra);
  } catch {
    return false;
  }
}

/** Remembers that sources and generated files agree now. */
export function writeStamp(root: string, extra: readonly string[]): void {
  const file = join(root, stampFile);
  mkdirSync(dirname(file), { recursive: true });
  const stamp: Stamp = { digest: fingerprint(root, extra), extra };
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(stamp));
  renameSync(`${file}.${process.pid}`, file);
}

function fingerprint(root: string, extra: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    hash.update(`${path}\0`);
    hash.update(readFileSync(isAbsolute(path) ? path : join(root, path)));
    hash.update("\0");
  };
  const addFolder = (folder: string): void => {
    const absolute = isAbsolute(folder) ? folder : join(root, folder);
    for (const entry of readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) addFolder(path);
      else if (entry.isFile()) add(path);
    }
  };
  // A bundle that was built anew is another generator.
  const program = statSync(fileURLToPath(import.meta.url));
  hash.update(`${program.size} ${program.mtimeMs}\0`);
  add("openim.yaml");
  for (const folder of ["generator/catalog", "generator/templates", ...extra]) addFolder(folder);
  add(manifestFile);
  for (const path of readFileSync(join(root, manifestFile), "utf8").split("\n")) if (path !== "") add(path);
  return hash.digest("hex");
}

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { manifestFile } from "./manifest.ts";
import { programIdentity } from "./memory.ts";
import { readTree } from "./read-tree.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import { lockFile } from "../model/images-lock.ts";
import { byName } from "../model/tree.ts";

/** What was true when the charts were last found to be what their sources say. */
interface Stamp {
  /** Digest of every source and every generated file, names and contents. */
  readonly digest: string;
  /** Folders of the site's own that were sources too. */
  readonly extra: readonly string[];
}

const stampFile = ".cache/charts.stamp";

/** Names and texts of all sources and generated files, in any order. */
export type Content = Iterable<readonly [path: string, text: string]>;

/**
 * True when neither a source (openim.yaml, images.lock, catalogue, templates, the generator itself) nor a generated file has changed, in
 * name or content, since a whole run found them to agree. False proves nothing.
 */
export function isCurrent(root: string): boolean {
  const file = join(root, stampFile);
  if (!existsSync(file)) return false;
  try {
    const stamp = JSON.parse(readFileSync(file, "utf8")) as Stamp;
    return stamp.digest === fingerprint(contentOnDisk(root, stamp.extra));
  } catch {
    return false;
  }
}

/** Remembers that sources and generated files agree now. `content` names files as {@link contentOnDisk} does. */
export function writeStamp(root: string, extra: readonly string[], content: Content): void {
  const file = join(root, stampFile);
  const stamp: Stamp = { digest: fingerprint(content), extra };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(stamp));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // Without it the next run looks at everything.
  }
}

/** What the stamp speaks of, as it is on disk: sources by their path below the root, a site's own folders as it names them. */
export function contentOnDisk(root: string, extra: readonly string[]): Content {
  const read = (path: string): readonly [string, string] => [path, readFileSync(join(root, path), "utf8")];
  const below = (folder: string) => [...readTree(isAbsolute(folder) ? folder : join(root, folder))].map(([path, text]) => [`${folder}/${path}`, text] as const);
  const generated = read(manifestFile);
  return [
    read("openim.yaml"),
    ...(existsSync(join(root, lockFile)) ? [read(lockFile)] : []),
    ...[catalogFolder, templatesFolder, ...extra].flatMap(below),
    generated,
    ...generated[1].split("\n").filter((path) => path !== "").map(read),
  ];
}

function fingerprint(content: Content): string {
  const hash = createHash("sha256").update(programIdentity());
  for (const [path, text] of [...content].sort(([a], [b]) => byName(a, b))) hash.update(`\0${path}\0${text}`);
  return hash.digest("hex");
}

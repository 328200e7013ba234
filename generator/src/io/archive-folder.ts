import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "../model/archive.ts";
import { atOnce } from "./at-once.ts";
import { writeDurably } from "./durable-file.ts";

/** One archive as a file; `changed` is false when the same bytes were there already and nothing was written. */
export interface WrittenArchive {
  readonly archive: Archive;
  readonly path: string;
  readonly changed: boolean;
}

/**
 * Writes archives into a folder for building, where another try may replace what an earlier one left. Files that are
 * right already keep their time; files of other versions are left alone.
 *
 * @throws the error of the file system
 */
export async function writeArchives(folder: string, archives: readonly Archive[]): Promise<WrittenArchive[]> {
  await mkdir(folder, { recursive: true });
  return atOnce(archives, async (archive) => {
    const path = join(folder, archive.fileName);
    const before = await readFile(path).catch(() => undefined);
    const changed = before === undefined || !before.equals(archive.bytes);
    // A signature that an earlier try left belongs to other bytes.
    if (changed) await rm(`${path}.prov`, { force: true });
    if (changed) await writeDurably(path, archive.bytes);
    if (archive.provenance !== undefined) await writeDurably(`${path}.prov`, archive.provenance);
    return { archive, path, changed };
  });
}

/** Writes the digests of archives beside them, as `sha256sum --check` reads them; what is right already keeps its time. */
export async function writeChecksums(folder: string, archives: readonly Archive[]): Promise<void> {
  const path = join(folder, "SHA256SUMS");
  const text = archives.map(({ digest, fileName }) => `${digest}  ${fileName}\n`).join("");
  if ((await readFile(path, "utf8").catch(() => undefined)) !== text) await writeDurably(path, text);
}

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "../model/archive.ts";
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
  const written: WrittenArchive[] = [];
  for (const archive of archives) {
    const path = join(folder, archive.fileName);
    const before = await readFile(path).catch(() => undefined);
    const changed = before === undefined || !before.equals(archive.bytes);
    if (changed) await writeDurably(path, archive.bytes);
    written.push({ archive, path, changed });
  }
  return written;
}

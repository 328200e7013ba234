import { readFile } from "node:fs/promises";

/** The bytes of a file; undefined when there is none. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "EISDIR") return undefined;
    throw error;
  });
}

import { randomUUID } from "node:crypto";
import { constants, copyFile, link, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a whole file so that no reader, and no reader after a power cut, ever sees a part of it: temporary file beside
 * it, fsync, rename, fsync of the folder.
 *
 * @param bytes text is written as UTF-8
 * @throws the error of the file system; nothing is left behind then
 */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  await viaTemporary(path, bytes, rename);
}

/**
 * The same for a file that must not exist yet.
 *
 * @returns false, with nothing changed, when something of that name is there already
 */
export async function createDurably(path: string, bytes: Uint8Array | string): Promise<boolean> {
  return viaTemporary(path, bytes, placeNew).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

/** Removes what killed writers left in a folder. Only for whoever knows that nobody writes there now. */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => /^\..*\.[0-9a-f-]{36}\.tmp$/.test(name)).map((name) => rm(join(folder, name), { force: true })));
}

/** A hard link never replaces anything; where there are none (some network mounts), looking first has to do. */
async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(code)) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}

type Place = (temporary: string, path: string) => Promise<void>;

async function viaTemporary(path: string, bytes: Uint8Array | string, place: Place): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary, path);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  await syncFolder(dirname(path));
}

/** Makes a rename survive a power cut. Windows cannot open folders; there the rename alone has to do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

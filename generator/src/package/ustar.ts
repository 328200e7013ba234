/** One file of a tar archive. `path` uses forward slashes and is relative. */
export interface TarEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const block = 512;

/**
 * A POSIX ustar archive of plain files, in the given order, mode 0644, uid and gid 0 and no user names.
 *
 * Written here because the bytes are a promise: a published version never changes, so no update of a library may move a
 * padding byte. (nanotar, for one, cuts names after 100 characters and sometimes leaves the end marker out.)
 *
 * @param mtime seconds since 1970, the same for every file
 * @throws Error when a path does not fit the format: 100 bytes, or 155 + "/" + 100
 */
export function ustar(entries: readonly TarEntry[], mtime: number): Uint8Array {
  const padded = (size: number) => Math.ceil(size / block) * block;
  const total = entries.reduce((sum, entry) => sum + block + padded(entry.bytes.length), 2 * block);
  const archive = new Uint8Array(total);
  let offset = 0;
  for (const { path, bytes } of entries) {
    archive.set(header(path, bytes.length, mtime), offset);
    archive.set(bytes, offset + block);
    offset += block + padded(bytes.length);
  }
  return archive;
}

function header(path: string, size: number, mtime: number): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string) => new TextEncoder().encodeInto(text, bytes.subarray(at));
  const number = (at: number, width: number, value: number) => put(at, value.toString(8).padStart(width - 1, "0"));
  const { name, prefix } = split(path);
  put(0, name);
  number(100, 8, 0o644);
  number(108, 8, 0);
  number(116, 8, 0);
  number(124, 12, size);
  number(136, 12, mtime);
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\u000000");
  put(345, prefix);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\u0000 `);
  return bytes;
}

/** The two name fields: all in `name` when it fits, else cut at the first slash that leaves at most 100 bytes. */
function split(path: string): { name: string; prefix: string } {
  const length = (text: string) => new TextEncoder().encode(text).length;
  if (length(path) <= 100) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (length(prefix) <= 155 && length(name) <= 100) return { name, prefix };
  }
  throw new Error(`${path}: too long for a chart archive (100 bytes after a slash, 155 before it); use a shorter file or chart name`);
}

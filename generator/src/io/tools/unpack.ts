import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import { parseTar } from "nanotar";

/** The file at `path` in an archive; the archive's name says its format (.tgz, .tar.gz, .zip). Throws when it is not there. */
export function unpack(archive: Uint8Array, name: string, path: string): Uint8Array {
  const file = name.endsWith(".zip") ? fromZip(archive, path) : fromTarGz(archive, path);
  if (file === undefined) throw new Error(`${path} is not in ${name}`);
  return file;
}

function fromZip(archive: Uint8Array, path: string): Uint8Array | undefined {
  return unzipSync(archive, { filter: (entry) => entry.name === path })[path];
}

function fromTarGz(archive: Uint8Array, path: string): Uint8Array | undefined {
  // parseTar reads from the start of the underlying buffer, so it must begin with the archive.
  const tar = new Uint8Array(gunzipSync(archive));
  const wanted = (name: string): boolean => name === path || name === `./${path}`;
  return parseTar(tar, { filter: (entry) => wanted(entry.name) })[0]?.data;
}

import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";

/** What lies at a path; links are not followed. */
export type DiskEntry = "file" | "folder" | "link" | "other" | undefined;

/** What writing a tree needs of a file system. Tests put one in its place that fails, or ends, at a call of their choice. */
export interface Disk {
  readonly kind: (path: string) => DiskEntry;
  readonly list: (folder: string) => readonly string[];
  readonly makeFolder: (path: string) => void;
  readonly write: (path: string, text: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (path: string) => void;
  /** Only when it is empty. */
  readonly removeFolder: (path: string) => void;
}

/** The file system of this machine. */
export const localDisk: Disk = {
  kind: (path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return found.isSymbolicLink() ? "link" : found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  },
  list: (folder) => readdirSync(folder),
  makeFolder: (path) => mkdirSync(path),
  write: (path, text) => writeFileSync(path, text, { flag: "wx" }),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
  removeFolder: (path) => rmdirSync(path),
};

import { fileTree, type FileTree } from "../model/tree.ts";

/**
 * The files of the folders that `extraModules` names, each as `<folder>//<path below it>`: what a file is follows from its place
 * below the folder, and one slash would not tell where that begins. To every system it is the same path. `shown` is how a folder
 * is called in messages.
 */
export function belowFolders(files: FileTree, folders: readonly string[], shown: (folder: string) => string = (folder) => folder): FileTree {
  return fileTree(
    [...files].map(([path, text]) => {
      const [folder = ""] = folders.filter((f) => path.startsWith(`${f}/`)).sort((a, b) => b.length - a.length);
      return [folder === "" ? path : `${shown(folder)}//${path.slice(folder.length + 1)}`, text] as const;
    }),
  );
}

/** A site's own file: its path as a user would give it, and what it is. */
export interface SiteFile {
  readonly file: string;
  /** Below the folder that is named. */
  readonly below: string;
  readonly text: string;
}

/** The YAML files of such a tree. */
export function siteFiles(tree: FileTree): readonly SiteFile[] {
  return [...tree]
    .filter(([path]) => /\.ya?ml$/.test(path))
    .map(([path, text]) => {
      const end = path.lastIndexOf("//");
      return { file: end < 0 ? path : `${path.slice(0, end)}${path.slice(end + 1)}`, below: path.slice(end < 0 ? 0 : end + 2), text };
    });
}

/** The part of OpenIM that a configuration file belongs to; undefined for entries. */
export function partOf({ below }: SiteFile): string | undefined {
  return /^config\/([^/]+)/.exec(below)?.[1];
}

/**
 * Files as they shall be on disk: path below the project's root (forward slashes, no leading slash) → text.
 * Iteration order is the order of the sorted paths. Every file of ours is UTF-8 text that ends in a newline.
 */
export type FileTree = ReadonlyMap<string, string>;

/** Compares by UTF-16 code units, so the order is the same in every locale. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A tree from entries in any order. Throws when a path occurs twice: that is a bug of the caller, never a user's mistake. */
export function fileTree(entries: Iterable<readonly [string, string]>): FileTree {
  const sorted = [...entries].sort(([a], [b]) => byName(a, b));
  const tree = new Map<string, string>();
  for (const [path, text] of sorted) {
    if (tree.has(path)) throw new Error(`two contents for ${path}`);
    tree.set(path, text);
  }
  return tree;
}

/** The part of a tree below a folder, with paths relative to it. */
export function subtree(tree: FileTree, folder: string): FileTree {
  const prefix = `${folder}/`;
  return fileTree(
    [...tree].filter(([path]) => path.startsWith(prefix)).map(([path, text]) => [path.slice(prefix.length), text] as const),
  );
}

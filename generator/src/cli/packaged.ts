import { fileMemory } from "../io/memory.ts";
import type { Archive } from "../model/archive.ts";
import { sha256 } from "../model/digest.ts";
import type { FileTree } from "../model/tree.ts";
import { packageAll } from "../package/package-all.ts";
import { keyOf } from "./memory.ts";

/** Bytes as base64. */
type Kept = Omit<Archive, "bytes"> & { readonly bytes: string };

/** The archives of a tree, or those that an earlier run made of the same: to compress them takes longer than all the rest. */
export function packaged(tree: FileTree, root: string): readonly Archive[] {
  const memory = fileMemory(root, "archives.json");
  const key = keyOf("", tree);
  const kept = memory.recall(key);
  const before = kept === undefined ? [] : (JSON.parse(kept) as readonly Kept[]).map((archive): Archive => ({ ...archive, bytes: new Uint8Array(Buffer.from(archive.bytes, "base64")) }));
  // What is published can never be changed again, so a file that was damaged must not get there.
  if (before.length > 0 && before.every(({ bytes, digest }) => sha256(bytes) === digest)) return before;
  const made = packageAll(tree);
  memory.remember(key, JSON.stringify(made.map((archive): Kept => ({ ...archive, bytes: Buffer.from(archive.bytes).toString("base64") }))));
  return made;
}

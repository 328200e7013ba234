import { createHash } from "node:crypto";
import type { FileTree } from "../model/tree.ts";
import type { Compiled } from "../render/engine.ts";
import type { Inputs } from "./generate.ts";

/** A place where one result may be kept between runs. Forgetting is always allowed. */
export interface Memory {
  readonly recall: (key: string) => string | undefined;
  readonly remember: (key: string, text: string) => void;
}

/** What a run may keep for the next one: both follow from their sources alone, and take longer to make than to read. */
export interface Memories {
  readonly catalogue: Memory;
  readonly templates: Memory;
  /** What follows from the catalogue, for as long as this process lives: one that runs again and again has it at once. */
  readonly live?: Map<string, unknown>;
}

/** What `make` gives, or gave for the same key before. Only the last key is kept. */
export function whileAlive<T>(memory: Memories | undefined, key: () => string, make: () => T): T {
  if (memory?.live === undefined) return make();
  const now = key();
  if (!memory.live.has(now)) {
    const made = make();
    memory.live.clear();
    memory.live.set(now, made);
  }
  return memory.live.get(now) as T;
}

/** Nobody changes a tree, so each is looked at once. */
const digests = new WeakMap<FileTree, string>();

/** A key that changes with every name and text of the trees. */
export function keyOf(first: string, ...trees: readonly FileTree[]): string {
  const hash = createHash("sha256").update(first);
  for (const tree of trees) hash.update(`\0${digestOf(tree)}`);
  return hash.digest("hex");
}

function digestOf(tree: FileTree): string {
  const known = digests.get(tree);
  if (known !== undefined) return known;
  const hash = createHash("sha256");
  for (const [path, text] of tree) hash.update(`\0${path}\0${text}`);
  const digest = hash.digest("hex");
  digests.set(tree, digest);
  return digest;
}

/** Templates that an earlier run compiled, and a way to keep those that this one did. */
export function compiledTemplates(inputs: Inputs): { readonly programs: Compiled; readonly keep: () => void } {
  if (inputs.memory === undefined) return { programs: new Map(), keep: () => undefined };
  const { recall, remember } = inputs.memory.templates;
  const key = keyOf("", inputs.templates);
  const kept = recall(key);
  const programs: Compiled = new Map(kept === undefined ? [] : (JSON.parse(kept) as [string, string][]));
  const before = programs.size;
  return { programs, keep: () => (programs.size === before ? undefined : remember(key, JSON.stringify([...programs]))) };
}

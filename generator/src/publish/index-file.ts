import { compareBuild, valid } from "semver";
import { stringify } from "yaml";
import type { Archive } from "../model/archive.ts";
import { byName } from "../model/tree.ts";
import type { Conflict } from "./conflict.ts";
import { readIndex, type IndexDocument, type IndexEntry } from "./index-document.ts";

/** A chart and its version, as a person names them. */
export interface ChartVersion {
  readonly name: string;
  readonly version: string;
}

export interface MergeOptions {
  /** Becomes `created` of what is added, and `generated`. */
  readonly now: Date;
  /** Where the archives will be fetched from; without it the index holds bare file names, relative to itself. */
  readonly baseURL?: string;
}

/** The index after a merge and what changed in it, each list in the order of the archives. */
export interface MergeResult {
  readonly index: string;
  readonly added: readonly ChartVersion[];
  readonly unchanged: readonly ChartVersion[];
  readonly conflicts: readonly Conflict[];
}

/**
 * Adds archives to the text of a Helm repository index. What is there stays as it is, `created` included; a version that
 * is there with another digest is a conflict and stays as it is too. When nothing is added, the text is returned untouched.
 *
 * @param existing undefined when there is no index yet
 * @throws Error when `existing` is not a Helm index, or when two archives claim one version with different content
 */
export function mergeIndex(existing: string | undefined, archives: readonly Archive[], options: MergeOptions): MergeResult {
  const before: IndexDocument = existing === undefined ? { entries: [], rest: { apiVersion: "v1" } } : readIndex(existing);
  const key = (chart: ChartVersion) => `${chart.name} ${chart.version}`;
  const known = new Map(before.entries.map((entry) => [key(entry), entry.digest]));
  const added: Archive[] = [];
  const unchanged: ChartVersion[] = [];
  const conflicts: Conflict[] = [];
  for (const archive of unique(archives)) {
    const { name, version, digest } = archive;
    const published = known.get(key(archive));
    if (published === undefined) added.push(archive);
    else if (published === digest) unchanged.push({ name, version });
    else conflicts.push({ kind: "published", name, version, publishedDigest: published, newDigest: digest });
  }
  const index = existing !== undefined && added.length === 0 ? existing : write(before, added, options);
  return { index, added: added.map(({ name, version }) => ({ name, version })), unchanged, conflicts };
}

function unique(archives: readonly Archive[]): Archive[] {
  const seen = new Map<string, Archive>();
  for (const archive of archives) {
    const other = seen.get(archive.fileName);
    if (other !== undefined && other.digest !== archive.digest) throw new Error(`two different archives called ${archive.fileName}`);
    seen.set(archive.fileName, archive);
  }
  return [...seen.values()];
}

function write(before: IndexDocument, added: readonly Archive[], { now, baseURL }: MergeOptions): string {
  const time = now.toISOString();
  const fresh = added.map((archive): Pick<IndexEntry, "name" | "version" | "raw"> => {
    const url = baseURL === undefined ? archive.fileName : `${baseURL.replace(/\/+$/, "")}/${archive.fileName}`;
    const { name, version, digest } = archive;
    return { name, version, raw: { ...archive.metadata, created: time, digest, urls: [url] } };
  });
  const all = [...before.entries, ...fresh].sort((a, b) => byName(a.name, b.name) || newestFirst(a.version, b.version));
  const entries = new Map<string, unknown[]>();
  for (const { name, raw } of all) entries.set(name, [...(entries.get(name) ?? []), raw]);
  // yaml-1.1: Helm's parser still reads yes, 1:30 or 2026-01-01 as something other than text, so such text is quoted.
  return stringify(
    { ...before.rest, entries, generated: time },
    { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" },
  );
}

/** Semver descending, build metadata included; versions that are not semver come last, as text. */
function newestFirst(a: string, b: string): number {
  const [left, right] = [valid(a) !== null, valid(b) !== null];
  if (left && right) return compareBuild(b, a);
  return left === right ? byName(a, b) : left ? -1 : 1;
}

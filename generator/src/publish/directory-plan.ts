import type { Archive } from "../model/archive.ts";
import type { Conflict } from "./conflict.ts";
import { readIndex, type IndexEntry } from "./index-document.ts";
import { mergeIndex, type MergeOptions } from "./index-file.ts";
import type { Delta } from "./target.ts";

/** What a published folder holds. */
export interface DirectoryState {
  /** Text of index.yaml; undefined when there is none. */
  readonly index: string | undefined;
  /** Archives: file name → SHA-256 of its bytes, lower-case hex. */
  readonly digests: ReadonlyMap<string, string>;
  /** Names of archives that have a provenance file beside them. */
  readonly signed: ReadonlySet<string>;
}

/** A delta with what has to be written for it. */
export interface DirectoryDelta extends Delta {
  /** Archives whose file is not there yet; some of them may be listed already. */
  readonly archives: readonly Archive[];
  /** Archives whose provenance file is not there yet. */
  readonly signatures: readonly Archive[];
  /** The new text of index.yaml; undefined when it stays as it is. */
  readonly index: string | undefined;
}

/**
 * What publishing archives to a folder means: which files, which index, and what is in the way. Every archive in the
 * folder is held against the index, not only those that are published now.
 *
 * @throws Error when index.yaml is not a Helm index
 */
export function planDirectory(state: DirectoryState, archives: readonly Archive[], options: MergeOptions): DirectoryDelta {
  const merged = mergeIndex(state.index, archives, options);
  const listed = state.index === undefined ? [] : readIndex(state.index).entries;
  const listedFiles = new Set(listed.map(fileOf));
  const unlisted = archives.filter(
    ({ fileName, digest }) => !listedFiles.has(fileName) && (state.digests.get(fileName) ?? digest) !== digest,
  );
  const missing = listed.filter(
    (entry) => isHere(entry, options.baseURL) && !state.digests.has(fileOf(entry)) && !archives.some((a) => a.fileName === fileOf(entry)),
  );
  const signatures = archives.filter(({ provenance, fileName }) => provenance !== undefined && !state.signed.has(fileName));
  return {
    added: merged.added,
    signed: signatures.map(({ name, version }) => ({ name, version })),
    signatures,
    unchanged: merged.unchanged,
    conflicts: [
      ...merged.conflicts,
      ...unlisted.map(({ name, version, fileName, digest }): Conflict => {
        return { kind: "unlisted", name, version, publishedDigest: state.digests.get(fileName) ?? "unknown", newDigest: digest };
      }),
      ...listed.flatMap((entry) => damaged(entry, state.digests.get(fileOf(entry)))),
    ],
    warnings: missing.map((entry) => `The index lists ${entry.name} ${entry.version}, but ${fileOf(entry)} is not there.`),
    archives: archives.filter(({ fileName }) => !state.digests.has(fileName)),
    index: merged.index === state.index ? undefined : merged.index,
  };
}

function damaged({ name, version, digest }: IndexEntry, found: string | undefined): Conflict[] {
  if (found === undefined || digest === "unknown" || found === digest) return [];
  return [{ kind: "damaged", name, version, publishedDigest: digest, newDigest: found }];
}

function fileOf({ name, version }: IndexEntry): string {
  return `${name}-${version}.tgz`;
}

/** True when the index says that the archive lies beside it. */
function isHere({ url }: IndexEntry, baseURL: string | undefined): boolean {
  return !/^[a-z]+:/i.test(url) || (baseURL !== undefined && url.startsWith(baseURL));
}

import { parse } from "yaml";
import { isObject } from "../model/json.ts";

/** One version in a Helm index; everything in Chart.yaml stands beside these keys. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  /** SHA-256 in lower-case hex; "unknown" when the index gives none. */
  readonly digest: string;
  /** Where the archive is, relative to the index or absolute; empty when the index says nothing. */
  readonly url: string;
  /** The entry as the index has it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A Helm repository index, read. `rest` holds the keys that are neither `entries` nor `generated`. */
export interface IndexDocument {
  readonly entries: readonly IndexEntry[];
  readonly rest: Readonly<Record<string, unknown>>;
}

/**
 * Reads the text of an index.yaml.
 *
 * @throws Error when it is not an index of apiVersion v1: publishing must never replace a file that it does not understand
 */
export function readIndex(text: string): IndexDocument {
  const value: unknown = parse(text);
  if (!isObject(value) || value["apiVersion"] !== "v1") throw new Error("index.yaml is not a Helm repository index (apiVersion: v1)");
  const { entries, generated: _, ...rest } = value;
  if (entries !== undefined && entries !== null && !isObject(entries)) throw new Error("index.yaml: entries is not a mapping");
  return { entries: Object.entries(entries ?? {}).flatMap(([name, versions]) => readVersions(name, versions)), rest };
}

function readVersions(name: string, versions: unknown): IndexEntry[] {
  if (!Array.isArray(versions)) throw new Error(`index.yaml: entries.${name} is not a list`);
  return versions.map((raw: unknown) => {
    if (!isObject(raw) || typeof raw["version"] !== "string") throw new Error(`index.yaml: entries.${name} has an entry without version`);
    const { version, digest, urls } = raw;
    const url: unknown = Array.isArray(urls) ? urls[0] : undefined;
    return {
      name,
      version,
      digest: typeof digest === "string" && digest !== "" ? digest.replace(/^sha256:/, "").toLowerCase() : "unknown",
      url: typeof url === "string" ? url : "",
      raw,
    };
  });
}

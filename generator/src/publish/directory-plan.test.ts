import { describe, expect, it } from "vitest";
import type { Archive } from "../model/archive.ts";
import { planDirectory, type DirectoryState } from "./directory-plan.ts";
import { mergeIndex } from "./index-file.ts";

const now = new Date("2026-01-01T00:00:00.000Z");
const archive = (version: string, digest: string): Archive => {
  return { name: "a", version, fileName: `a-${version}.tgz`, bytes: new Uint8Array(), digest, metadata: { name: "a", version } };
};
const old = archive("1.0.0", "old");
const index = mergeIndex(undefined, [old], { now }).index;
const state = (text: string | undefined, files: Record<string, string>): DirectoryState => ({ index: text, digests: new Map(Object.entries(files)), signed: new Set() });

const rows = [
  { name: "an empty folder", given: state(undefined, {}), publish: old, want: { added: 1, unchanged: 0, archives: 1, index: true, conflicts: [], warnings: 0 } },
  { name: "the same again", given: state(index, { "a-1.0.0.tgz": "old" }), publish: old, want: { added: 0, unchanged: 1, archives: 0, index: false, conflicts: [], warnings: 0 } },
  { name: "archives there, index not: interrupted", given: state(undefined, { "a-1.0.0.tgz": "old" }), publish: old, want: { added: 1, unchanged: 0, archives: 0, index: true, conflicts: [], warnings: 0 } },
  { name: "listed, archive gone: put back", given: state(index, {}), publish: old, want: { added: 0, unchanged: 1, archives: 1, index: false, conflicts: [], warnings: 0 } },
  { name: "an old archive gone: said", given: state(index, {}), publish: archive("1.1.0", "x"), want: { added: 1, unchanged: 0, archives: 1, index: true, conflicts: [], warnings: 1 } },
  { name: "other content", given: state(index, { "a-1.0.0.tgz": "old" }), publish: archive("1.0.0", "new"), want: { added: 0, unchanged: 0, archives: 0, index: false, conflicts: ["published old new"], warnings: 0 } },
  { name: "an unlisted archive in the way", given: state(undefined, { "a-1.0.0.tgz": "other" }), publish: old, want: { added: 1, unchanged: 0, archives: 0, index: true, conflicts: ["unlisted other old"], warnings: 0 } },
  { name: "a changed archive", given: state(index, { "a-1.0.0.tgz": "bad" }), publish: old, want: { added: 0, unchanged: 1, archives: 0, index: false, conflicts: ["damaged old bad"], warnings: 0 } },
  { name: "a changed archive of another version", given: state(index, { "a-1.0.0.tgz": "bad" }), publish: archive("1.1.0", "x"), want: { added: 1, unchanged: 0, archives: 1, index: true, conflicts: ["damaged old bad"], warnings: 0 } },
  { name: "an unlisted stranger", given: state(index, { "a-1.0.0.tgz": "old", "z-1.0.0.tgz": "?" }), publish: old, want: { added: 0, unchanged: 1, archives: 0, index: false, conflicts: [], warnings: 0 } },
];

describe("planDirectory", () => {
  it.each(rows)("$name", ({ given, publish, want }) => {
    const delta = planDirectory(given, [publish], { now });
    expect({
      added: delta.added.length,
      unchanged: delta.unchanged.length,
      archives: delta.archives.length,
      index: delta.index !== undefined,
      conflicts: delta.conflicts.map((c) => `${c.kind} ${c.publishedDigest} ${c.newDigest}`),
      warnings: delta.warnings.length,
    }).toEqual(want);
  });

  it("adds the signatures that are not there, also of archives that are", () => {
    const signed = [{ ...old, provenance: "p" }, { ...archive("1.1.0", "x"), provenance: "p" }];
    const delta = planDirectory({ ...state(index, { "a-1.0.0.tgz": "old" }), signed: new Set(["a-1.1.0.tgz"]) }, signed, { now });
    expect([delta.signed, delta.signatures]).toEqual([[{ name: "a", version: "1.0.0" }], [signed[0]]]);
  });

  it("does not look here for archives that the index places elsewhere", () => {
    const elsewhere = mergeIndex(undefined, [old], { now, baseURL: "https://elsewhere.example.com" }).index;
    expect(planDirectory(state(elsewhere, {}), [archive("1.1.0", "x")], { now }).warnings).toEqual([]);
  });
});

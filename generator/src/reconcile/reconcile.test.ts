import { describe, expect, it } from "vitest";
import type { Change } from "../model/change.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { reconcile } from "./reconcile.ts";

const tree = (files: Readonly<Record<string, string>>): FileTree => fileTree(Object.entries(files));

const rows: readonly { readonly name: string; readonly wanted: FileTree; readonly disk: FileTree; readonly ours?: readonly string[]; readonly want: readonly Change[] }[] = [
  { name: "nothing", wanted: tree({}), disk: tree({}), want: [] },
  { name: "everything as it should be", wanted: tree({ a: "1", b: "2" }), disk: tree({ a: "1", b: "2" }), ours: ["a", "b"], want: [] },
  { name: "a missing file", wanted: tree({ a: "1" }), disk: tree({}), ours: ["a"], want: [{ kind: "create", path: "a", after: "1" }] },
  { name: "an edited file", wanted: tree({ a: "1" }), disk: tree({ a: "2" }), ours: ["a"], want: [{ kind: "update", path: "a", before: "2", after: "1" }] },
  { name: "a file whose last newline is gone", wanted: tree({ a: "1\n" }), disk: tree({ a: "1" }), ours: ["a"], want: [{ kind: "update", path: "a", before: "1", after: "1\n" }] },
  { name: "a file that is left over", wanted: tree({}), disk: tree({ a: "1" }), ours: ["a"], want: [{ kind: "delete", path: "a", before: "1" }] },
  { name: "a file of somebody else", wanted: tree({}), disk: tree({ a: "1" }), want: [] },
  {
    name: "everything together: what is written first, what goes last",
    wanted: tree({ a: "1", b: "2", c: "3" }),
    disk: tree({ a: "0", c: "3", x: "9", y: "9" }),
    ours: ["a", "x"],
    want: [
      { kind: "update", path: "a", before: "0", after: "1" },
      { kind: "create", path: "b", after: "2" },
      { kind: "delete", path: "x", before: "9" },
    ],
  },
];

describe("reconcile", () => {
  it.each(rows)("$name", ({ wanted, disk, ours = [], want }) => {
    expect(reconcile(wanted, disk, (path) => ours.includes(path))).toEqual(want);
  });
});

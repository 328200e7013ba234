import { describe, expect, it } from "vitest";
import { byName, fileTree, subtree } from "./tree.ts";

describe("fileTree", () => {
  it("sorts by code units, whatever the locale says", () => {
    expect([...fileTree([["b", ""], ["a/b", ""], ["B", ""], ["a-b", ""], ["ä", ""]]).keys()]).toEqual(["B", "a-b", "a/b", "b", "ä"]);
  });

  it("refuses two contents for one path", () => {
    expect(() => fileTree([["a", "1"], ["a", "1"]])).toThrow("two contents for a");
  });
});

describe("subtree", () => {
  it("takes what is below a folder, with paths from there", () => {
    const tree = fileTree([["a/x", "1"], ["a/b/y", "2"], ["ab/z", "3"], ["a", "4"]]);
    expect([...subtree(tree, "a")]).toEqual([["b/y", "2"], ["x", "1"]]);
  });
});

describe("byName", () => {
  it.each([["a", "b", -1], ["b", "a", 1], ["a", "a", 0], ["Z", "a", -1]] as const)("%s and %s: %i", (a, b, want) => {
    expect(byName(a, b)).toBe(want);
  });
});

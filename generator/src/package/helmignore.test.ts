import { describe, expect, it } from "vitest";
import { helmIgnore } from "./helmignore.ts";

const rows = [
  { rules: "ci/", ignored: ["ci/a.yaml", "x/ci/b.yaml"], kept: ["ci", "templates/ci.yaml"] },
  { rules: "*.tgz", ignored: ["a.tgz", "charts/b.tgz"], kept: ["a.tgz.yaml"] },
  { rules: "/README.md", ignored: ["README.md"], kept: ["docs/README.md"] },
  { rules: "docs/*.md", ignored: ["docs/a.md"], kept: ["docs/x/a.md", "a.md"] },
  { rules: "a?c", ignored: ["abc"], kept: ["ac", "abbc"] },
  { rules: "# comment\n\n  spaced  \n", ignored: ["spaced"], kept: ["# comment"] },
  { rules: "a.c", ignored: ["a.c"], kept: ["abc"] },
  { rules: "", ignored: ["templates/.swp"], kept: ["templates/_helpers.tpl", ".helmignore"] },
];

describe("helmIgnore", () => {
  it.each(rows)("$rules", ({ rules, ignored, kept }) => {
    const test = helmIgnore(rules);
    expect(ignored.filter((path) => !test(path))).toEqual([]);
    expect(kept.filter((path) => test(path))).toEqual([]);
  });

  it.each(["!keep", "**/x", "[ab].md", "a\\b"])("refuses %s", (rule) => {
    expect(() => helmIgnore(rule)).toThrow(rule);
  });
});

import { describe, expect, it } from "vitest";
import { readYaml } from "./yaml.ts";

const text = ["a:", "  b: 1", "  list:", "    - x", "    - { name: y, size: 2 }", "empty:", "\"q.k\": &anchor { deep: true }", "again: *anchor", ""].join("\n");

describe("readYaml", () => {
  const { source } = readYaml("f.yaml", text);

  it("gives the plain value", () => {
    expect(source.value).toEqual({ a: { b: 1, list: ["x", { name: "y", size: 2 }] }, empty: null, "q.k": { deep: true }, again: { deep: true } });
  });

  const places = [
    { given: ["a", "b"], want: "2:6-7" },
    { given: ["a", "b"], part: "key", want: "2:3-4" },
    { given: ["a", "list", 0], want: "4:7-8" },
    { given: ["a", "list", 1, "size"], want: "5:24-25" },
    { given: ["a", "list", 1, "size"], part: "key", want: "5:18-22" },
    { given: ["q.k", "deep"], want: "7:24-28" },
    // A block begins at its first key.
    { given: ["a"], want: "2:3" },
    // What is not there: the nearest parent.
    { given: ["a", "b", "c"], want: "2:6-7" },
    { given: ["a", "nope"], want: "2:3" },
    { given: ["a", "nope"], part: "key", want: "1:1-2" },
    { given: ["nope"], want: "1:1" },
    { given: ["a", "list", 7], want: "4:5" },
  ] as const;
  it.each(places)("knows the place of $given", (row) => {
    const { file, line, column, endColumn } = source.position(row.given, "part" in row ? row.part : "value");
    expect(`${line}:${column}${endColumn === undefined ? "" : `-${endColumn}`}`).toBe(row.want);
    expect(file).toBe("f.yaml");
  });

  const broken = [
    { name: "an unclosed bracket", given: "a: [1,\nb: 2\n", want: /^2:/ },
    { name: "a tab", given: "a:\n\tb: 1\n", want: /^2:1/ },
    { name: "a key twice", given: "a: 1\nb: 2\na: 3\n", want: /^3:1/ },
    { name: "two documents", given: "a: 1\n---\nb: 2\n", want: /^2:/ },
    { name: "an alias without an anchor", given: "a: 1\nb: *gone\n", want: /^2:4 .*gone/ },
  ];
  it.each(broken)("reports $name, with its place, and gives an empty value", ({ given, want }) => {
    const { source: bad, diagnostics } = readYaml("f.yaml", given);
    expect(diagnostics.map((d) => d.code)).toContain("yaml-syntax");
    const [first] = diagnostics;
    expect(`${first?.position?.line}:${first?.position?.column} ${first?.message}`).toMatch(want);
    expect(bad.value).toEqual({});
  });

  it("reports every syntax mistake at once", () => {
    expect(readYaml("f.yaml", "a: 1\na: 2\nb: 3\nb: 4\n").diagnostics.map((d) => d.position?.line)).toEqual([2, 4]);
  });

  it.each(["", "# nothing\n", "---\n"])("takes %j for an empty file", (given) => {
    const { source: empty, diagnostics } = readYaml("f.yaml", given);
    expect([empty.value, diagnostics]).toEqual([{}, []]);
    expect(empty.position(["a"])).toMatchObject({ file: "f.yaml", line: 1 });
  });

  it("says the same of the same text again, in values of its own, and names the file that was asked for", () => {
    const again = readYaml("f.yaml", text).source;
    expect(again.value).toEqual(source.value);
    expect(again.value).not.toBe(source.value);
    expect(readYaml("g.yaml", text).source.position(["a", "b"])).toMatchObject({ file: "g.yaml", line: 2 });
    expect(readYaml("f.yaml", text.replace("b: 1", "b: 2")).source.value).toMatchObject({ a: { b: 2 } });
  });

  it("counts columns in UTF-16 units", () => {
    expect(readYaml("f.yaml", "{ \"😀\": 1, b: 2 }\n").source.position(["b"], "key").column).toBe(12);
  });
});

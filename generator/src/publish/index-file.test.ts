import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Archive } from "../model/archive.ts";
import { mergeIndex } from "./index-file.ts";

const now = new Date("2026-02-03T04:05:06.789Z");
const later = new Date("2027-01-01T00:00:00.000Z");

function archive(name: string, version: string, digest = "a".repeat(64), more: Record<string, unknown> = {}): Archive {
  const metadata = { name, version, apiVersion: "v2", ...more };
  return { name, version, fileName: `${name}-${version}.tgz`, bytes: new Uint8Array(), digest, metadata };
}

describe("mergeIndex", () => {
  it("starts an index", () => {
    const merged = mergeIndex(undefined, [archive("openim", "1.0.0", "ab".repeat(32), { appVersion: "yes" })], { now });
    expect(merged.index).toBe(
      [
        "apiVersion: v1",
        "entries:",
        "  openim:",
        "    - apiVersion: v2",
        '      appVersion: "yes"',
        '      created: "2026-02-03T04:05:06.789Z"',
        `      digest: ${"ab".repeat(32)}`,
        "      name: openim",
        "      urls:",
        "        - openim-1.0.0.tgz",
        "      version: 1.0.0",
        'generated: "2026-02-03T04:05:06.789Z"',
        "",
      ].join("\n"),
    );
    expect(merged).toMatchObject({ added: [{ name: "openim", version: "1.0.0" }], unchanged: [], conflicts: [] });
  });

  it("returns the text untouched when nothing is new, however it is written", () => {
    const text = `# by hand\napiVersion: v1\ngenerated: "2020-01-01T00:00:00Z"\nentries: {a: [{version: 1.0.0, digest: "sha256:${"A".repeat(64)}"}]}\n`;
    const merged = mergeIndex(text, [archive("a", "1.0.0")], { now });
    expect(merged.index).toBe(text);
    expect(merged.unchanged).toEqual([{ name: "a", version: "1.0.0" }]);
  });

  it("keeps old versions, their times, their addresses and foreign keys", () => {
    const first = mergeIndex(undefined, [archive("a", "1.0.0")], { now, baseURL: "https://old.example.com/charts/" }).index;
    const foreign = first.replace("apiVersion: v1\n", "apiVersion: v1\nserverInfo:\n  contextPath: /x\n");
    const { entries, generated, serverInfo } = parse(mergeIndex(foreign, [archive("a", "1.1.0")], { now: later }).index);
    expect(entries.a).toMatchObject([
      { version: "1.1.0", created: later.toISOString(), urls: ["a-1.1.0.tgz"] },
      { version: "1.0.0", created: now.toISOString(), urls: ["https://old.example.com/charts/a-1.0.0.tgz"] },
    ]);
    expect(generated).toBe(later.toISOString());
    expect(serverInfo).toEqual({ contextPath: "/x" });
  });

  it("sorts charts by name and versions newest first, the order of the archives aside", () => {
    const versions = ["1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "1.2.0+b", "1.2.0+a"];
    const archives = [...versions.map((version) => archive("b", version)), archive("a", "1.0.0")];
    const { index } = mergeIndex(undefined, archives, { now });
    const { entries } = parse(index);
    expect(Object.keys(entries)).toEqual(["a", "b"]);
    expect(entries.b.map((entry: { version: string }) => entry.version)).toEqual(["2.0.0", "2.0.0-rc.1", "1.10.0", "1.2.0+b", "1.2.0+a", "1.2.0"]);
    expect(mergeIndex(undefined, [...archives].reverse(), { now }).index).toBe(index);
  });

  it("gives the same text whether charts came together or one by one", () => {
    const one = mergeIndex(mergeIndex(undefined, [archive("b", "1.0.0")], { now }).index, [archive("a", "1.0.0")], { now }).index;
    expect(one).toBe(mergeIndex(undefined, [archive("a", "1.0.0"), archive("b", "1.0.0")], { now }).index);
  });

  it("reports a version that would change its content, and keeps what is published", () => {
    const first = mergeIndex(undefined, [archive("a", "1.0.0", "1".repeat(64))], { now }).index;
    const merged = mergeIndex(first, [archive("a", "1.0.0", "2".repeat(64))], { now: later });
    expect(merged.conflicts).toEqual([
      { kind: "published", name: "a", version: "1.0.0", publishedDigest: "1".repeat(64), newDigest: "2".repeat(64) },
    ]);
    expect(merged.index).toBe(first);
  });

  it("takes a foreign entry without a digest for a conflict: nobody knows what it is", () => {
    const merged = mergeIndex("apiVersion: v1\nentries:\n  a:\n    - version: 1.0.0\n", [archive("a", "1.0.0")], { now });
    expect(merged.conflicts).toMatchObject([{ publishedDigest: "unknown" }]);
  });

  it("keeps versions that are not semver, last", () => {
    const text = "apiVersion: v1\nentries:\n  a:\n    - version: latest\n      digest: x\n";
    const { entries } = parse(mergeIndex(text, [archive("a", "1.0.0")], { now }).index);
    expect(entries.a.map((entry: { version: string }) => entry.version)).toEqual(["1.0.0", "latest"]);
  });

  it("takes the same archive twice, but not two under one name", () => {
    expect(mergeIndex(undefined, [archive("a", "1.0.0"), archive("a", "1.0.0")], { now }).added).toHaveLength(1);
    expect(() => mergeIndex(undefined, [archive("a", "1.0.0"), archive("a", "1.0.0", "b")], { now })).toThrow("two different archives called a-1.0.0.tgz");
  });

  it("knows charts with the names of object methods", () => {
    expect(parse(mergeIndex(undefined, [archive("constructor", "1.0.0")], { now }).index).entries.constructor).toHaveLength(1);
  });

  it.each(["", "hello", "apiVersion: v2\n", "apiVersion: v1\nentries: []\n", "apiVersion: v1\nentries:\n  a: 1\n", "apiVersion: v1\nentries:\n  a:\n    - name: a\n", "a: [\n"])(
    "refuses what is not an index: %j",
    (text) => {
      expect(() => mergeIndex(text, [archive("a", "1.0.0")], { now })).toThrow();
    },
  );
});

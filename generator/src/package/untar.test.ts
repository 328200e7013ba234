import { gzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { fileTree } from "../model/tree.ts";
import { packageChart } from "./archive.ts";
import { firstDifference } from "./compare-archives.ts";
import { provenanceMessage } from "./provenance.ts";
import { unpackChart } from "./untar.ts";
import { ustar } from "./ustar.ts";

const long = `templates/${"a".repeat(60)}/${"b".repeat(60)}.yaml`;
const chart = (files: Record<string, string> = {}) => packageChart(fileTree(Object.entries({ "Chart.yaml": "name: a\nversion: 1.0.0\n", "values.yaml": "one: 1\ntwo: 2\n", [long]: "x: é\n", ...files })));
const packed = (files: Record<string, string>, mtime = 0) => gzipSync(ustar(Object.entries(files).map(([path, text]) => ({ path: `a/${path}`, bytes: new TextEncoder().encode(text) })), mtime));

describe("unpackChart", () => {
  it("gives back what was packed, long names too", () => {
    expect(Object.fromEntries(unpackChart(chart().bytes))).toEqual({ "Chart.yaml": "name: a\nversion: 1.0.0\n", "values.yaml": "one: 1\ntwo: 2\n", [long]: "x: é\n" });
  });

  it("reads names in pax headers", () => {
    const path = `a/${"n".repeat(200)}`;
    const record = ` path=${path}\n`;
    const header = ustar([{ path: "a/pax", bytes: new TextEncoder().encode(`${record.length + 3}${record}`) }], 0).slice(0, -1024);
    header[156] = "x".charCodeAt(0);
    const file = ustar([{ path: "a/cut", bytes: new TextEncoder().encode("text") }, { path: "a/Chart.yaml", bytes: new Uint8Array() }], 0);
    expect([...unpackChart(gzipSync(new Uint8Array([...header, ...file])))]).toEqual([["Chart.yaml", ""], ["n".repeat(200), "text"]]);
  });

  it.each([
    { name: "what is not compressed", bytes: new TextEncoder().encode("nothing"), want: /not compressed/ },
    { name: "what is no chart", bytes: packed({ "values.yaml": "" }), want: /no Chart\.yaml/ },
    { name: "what is cut off", bytes: gzipSync(ustar([{ path: "a/Chart.yaml", bytes: new Uint8Array(2000) }], 0).slice(0, 1024)), want: /cut off/ },
  ])("refuses $name", ({ bytes, want }) => {
    expect(() => unpackChart(bytes)).toThrow(want);
  });
});

describe("firstDifference", () => {
  const plain = { "Chart.yaml": "name: a\n", "values.yaml": "one: 1\n" };
  it.each([
    { name: "the same bytes", given: chart().bytes, want: undefined },
    { name: "another file", given: chart({ "values.yaml": "one: 1\ntwo: 3\n" }).bytes, want: "values.yaml differs from line 2 on" },
    { name: "a file too much", given: chart({ extra: "" }).bytes, want: "extra is in the archive, and is not made from these sources" },
    { name: "a file too few", given: packed({ "Chart.yaml": "name: a\nversion: 1.0.0\n", "values.yaml": "one: 1\ntwo: 2\n" }), want: `${long} is missing in the archive` },
  ])("$name", ({ given, want }) => {
    expect(firstDifference(given, chart().bytes)).toBe(want);
  });

  it("tells packing from content", () => {
    expect(firstDifference(packed(plain, 1), packed(plain, 0))).toMatch(/packed in another way/);
    expect(firstDifference(gzipSync(ustar([], 0), { level: 0 }), gzipSync(ustar([], 0), { level: 0 }))).toBeUndefined();
    const tar = ustar([{ path: "a/Chart.yaml", bytes: new TextEncoder().encode("name: a\n") }], 0);
    expect(firstDifference(gzipSync(tar, { level: 0, mtime: 0 }), gzipSync(tar, { level: 9, mtime: 0 }))).toMatch(/compressed in another way/);
  });
});

describe("provenanceMessage", () => {
  it("has metadata, the mark and the digest, and no blank at the end of a line", () => {
    const archive = packageChart(fileTree([["Chart.yaml", 'name: a\nversion: 1.0.0\ndescription: "one \\n two"\nappVersion: "1.10"\n']]));
    const message = provenanceMessage(archive);
    expect(message).toBe(`appVersion: "1.10"\ndescription: "one\\ \\n two"\nname: a\nversion: 1.0.0\n\n...\nfiles:\n  a-1.0.0.tgz: sha256:${archive.digest}\n`);
    expect(message).not.toMatch(/[ \t]$/m);
  });
});

import { describe, expect, it } from "vitest";
import type { BundleContents, Seen } from "../model/bundle.ts";
import { blobPath, bundleFiles } from "../model/bundle.ts";
import { checkBundle } from "./check.ts";
import { layoutIndex } from "./layout.ts";
import { sumsText } from "./sums.ts";

const hex = (c: string): string => c.repeat(64);
const digest = (c: string): string => `sha256:${hex(c)}`;
const image = "docker.io/acme/chat:v1";

/** A sound bundle with one image of one platform, and what a row does to it. */
function seen(change: (parts: { files: Map<string, { size: number; sha256: string }>; texts: Map<string, string>; references: Map<string, Seen["references"] extends ReadonlyMap<string, infer V> ? V : never>; contents: { -readonly [K in keyof BundleContents]: BundleContents[K] } }) => void): Seen {
  const files = new Map([
    ["charts/a-1.tgz", { size: 9, sha256: hex("1") }],
    [bundleFiles.contents, { size: 9, sha256: hex("2") }],
    [bundleFiles.index, { size: 9, sha256: hex("3") }],
    [blobPath(digest("a")), { size: 10, sha256: hex("a") }],
    [blobPath(digest("b")), { size: 20, sha256: hex("b") }],
    [blobPath(digest("c")), { size: 30, sha256: hex("c") }],
  ]);
  const sums = sumsText(new Map([...files].map(([path, { sha256 }]) => [path, sha256])));
  const texts = new Map<string, string>([
    [bundleFiles.sums, sums],
    [bundleFiles.index, layoutIndex([{ image, digest: digest("a"), mediaType: "m", size: 10 }])],
  ]);
  const references: Parameters<typeof change>[0]["references"] = new Map([
    [digest("a"), [{ digest: digest("b"), size: 20, manifest: true }]],
    [digest("b"), [{ digest: digest("c"), size: 30, manifest: false }]],
  ]);
  const contents: BundleContents = { format: 1, name: "a", version: "1", release: "r", environments: [], charts: [{ name: "a", version: "1", file: "charts/a-1.tgz" }], images: [{ image, digest: digest("a"), included: true }] };
  const parts = { files, texts, references, contents: { ...contents } };
  change(parts);
  if (!texts.has(bundleFiles.contents)) texts.set(bundleFiles.contents, JSON.stringify(parts.contents));
  files.set(bundleFiles.sums, { size: 1, sha256: hex("0") });
  return { files, texts, references };
}

describe("checkBundle", () => {
  it("finds nothing wrong with a sound one", () => {
    expect(checkBundle(seen(() => undefined))).toMatchObject({ checked: { files: 7, images: [{ image }] } });
  });

  const rows: readonly { readonly title: string; readonly change: Parameters<typeof seen>[0]; readonly want: string }[] = [
    { title: "no checksums", change: ({ texts }) => texts.delete(bundleFiles.sums), want: "not a bundle: SHA256SUMS or bundle.json is missing" },
    { title: "another format", change: ({ texts }) => texts.set(bundleFiles.contents, '{"format": 2}'), want: "a bundle of format 2, which this version does not know" },
    { title: "a list that is none", change: ({ texts }) => texts.set(bundleFiles.sums, "what\n"), want: "SHA256SUMS: SHA256SUMS has a line that is no checksum: what" },
    { title: "a changed file", change: ({ files }) => files.set("charts/a-1.tgz", { size: 9, sha256: hex("9") }), want: `charts/a-1.tgz was changed: SHA-256 ${hex("9")}, not ${hex("1")}` },
    { title: "a missing file", change: ({ files }) => files.delete("charts/a-1.tgz"), want: "charts/a-1.tgz is missing" },
    { title: "a file too many", change: ({ files }) => files.set("x", { size: 1, sha256: hex("9") }), want: "x is not in SHA256SUMS" },
    { title: "an image that is not there", change: ({ texts }) => texts.set(bundleFiles.index, layoutIndex([])), want: `the image ${image} is missing` },
    { title: "another image", change: ({ contents }) => void (contents.images = [{ image, digest: digest("f"), included: true }]), want: `the image ${image} has the digest ${digest("a")}, not ${digest("f")}` },
    { title: "a missing layer", change: ({ references }) => references.set(digest("b"), [{ digest: digest("d"), size: 1, manifest: false }]), want: `${image}: the blob ${digest("d")} is missing` },
    { title: "a layer of another size", change: ({ references }) => references.set(digest("b"), [{ digest: digest("c"), size: 31, manifest: false }]), want: `${image}: the blob ${digest("c")} has 30 bytes, not 31` },
    { title: "a manifest that is none", change: ({ references }) => references.set(digest("b"), undefined), want: `${image}: ${digest("b")} is no manifest, or stands behind what it names` },
  ];
  it.each(rows)("refuses $title", ({ change, want }) => {
    const result = checkBundle(seen(change));
    expect("faults" in result && result.faults).toContain(want);
  });

  it("needs no image where none was put in", () => {
    const without = seen(({ files, texts, contents }) => {
      for (const path of files.keys()) if (path.startsWith("images/")) files.delete(path);
      texts.delete(bundleFiles.index);
      texts.set(bundleFiles.sums, sumsText(new Map([...files].map(([path, { sha256 }]) => [path, sha256]))));
      contents.images = [{ image, included: false }];
    });
    expect(checkBundle(without)).toMatchObject({ checked: { images: [] } });
  });
});

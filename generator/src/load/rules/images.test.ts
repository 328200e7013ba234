import { describe, expect, it } from "vitest";
import { said } from "../../../test/helpers/mini.ts";
import { images } from "./images.ts";

const rows = [
  { tag: "v3.8.3", branch: true, rc: true, release: true },
  { tag: "v3.8.3-patch.15", branch: true, rc: true, release: true },
  { tag: "release-v3.8.3", branch: true, rc: true, release: true },
  { tag: "1.30.6-alpine", branch: true, rc: true, release: true },
  { tag: "4.47", branch: true, rc: true, release: true },
  { tag: "rc1", branch: true, rc: true, release: false },
  { tag: "v3.8.4-rc1", branch: true, rc: true, release: false },
  { tag: "v3.8.4-rc.2", branch: true, rc: true, release: false },
  { tag: "release-v3.8.4-rc1", branch: true, rc: true, release: false },
  { tag: "main", branch: true, rc: false, release: false },
  { tag: "feature-login", branch: true, rc: false, release: false },
  { tag: "v3.8.4-alpha1", branch: true, rc: false, release: false },
  { tag: "v3.8.4-beta", branch: true, rc: false, release: false },
  { tag: "v3.8.4-dev", branch: true, rc: false, release: false },
] as const;
const cases = rows.flatMap((row) => (["branch", "rc", "release"] as const).map((policy) => ({ tag: row.tag, policy, allowed: row[policy] })));

function yaml(tag: string, policy: string): string {
  return `environments:\n  e:\n    tagPolicy: ${policy}\n    images:\n      overrides:\n        mongodb: { tag: "${tag}" }\n`;
}

describe("images", () => {
  it.each(cases)("$tag under $policy: allowed $allowed", ({ tag, policy, allowed }) => {
    expect(said(images, yaml(tag, policy), "e")).toEqual(allowed ? [] : ["image-tag-policy 6:25"]);
  });

  const moving = ["latest", "edge", "nightly", "stable", "dev", "snapshot", "Latest"].flatMap((tag) => ["branch", "rc", "release"].map((policy) => ({ tag, policy })));
  it.each(moving)("$tag is never pinned, under $policy", ({ tag, policy }) => {
    expect(said(images, yaml(tag, policy), "e")).toEqual(["image-unpinned 6:25"]);
  });

  it("asks for releases where no policy is said", () => {
    expect(said(images, "images: { overrides: { mongodb: { tag: main } } }\n")).toEqual(["image-tag-policy 1:40"]);
    expect(said(images, "images: { overrides: { mongodb: { tag: v1.2.3 } } }\n")).toEqual([]);
  });

  it("takes the policy of all environments where one has none of its own", () => {
    const text = "tagPolicy: branch\nimages: { overrides: { mongodb: { tag: main } } }\nenvironments: { dev: {}, prod: { tagPolicy: release } }\n";
    expect([said(images, text, "dev"), said(images, text, "prod")]).toEqual([[], ["image-tag-policy 2:40"]]);
  });

  it("leaves alone an override without a tag, and a policy that others report", () => {
    expect(said(images, "images: { overrides: { mongodb: { registry: r.acme.io } } }\n")).toEqual([]);
    expect(said(images, yaml("main", "toString"), "e")).toEqual([]);
  });

  const versions = [
    { tag: "v1.0.0", want: [] },
    { tag: "release-v1.0.0", want: [] },
    { tag: "v1.0.3-patch.2", want: [] },
    { tag: "v0.9.0", want: ["image-version 6:24"] },
    { tag: "v1.2.0", want: ["image-version 6:24"] },
    { tag: "v2.0.0", want: ["image-version 6:24"] },
    { tag: "v1.0.0-rc1", policy: "rc", want: ["image-version 6:24"] },
    // Whoever builds tries what fits.
    { tag: "v2.0.0", policy: "branch", want: [] },
    // Of another repository, numbers mean something else; of a store, the chart's README knows more.
    { tag: "v2.0.0", more: ", repository: acme/other", want: [] },
    { tag: "9.0", image: "mongodb", want: [] },
  ];
  it.each(versions)("$tag beside v1.0.0 of OpenIM's own (%#)", ({ tag, policy = "release", image = "server", more = "", want }) => {
    expect(said(images, yaml(tag, policy).replace("mongodb: {", `${image}: {`).replace(" }\n", `${more} }\n`), "e")).toEqual(want);
  });
});

import { describe, expect, it } from "vitest";
import { digestOf } from "../model/digest.ts";
import { parseManifest, platformIn, platformsOf } from "./manifest.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const a = `sha256:${"a".repeat(64)}`;
const b = `sha256:${"b".repeat(64)}`;
const platform = (architecture: string, variant?: string) => ({ os: "linux", architecture, ...(variant ? { variant } : {}) });

describe("parseManifest", () => {
  it("reads an index, and leaves attestations out of its platforms", () => {
    const manifests = [
      { digest: a, size: 1, mediaType: "m", platform: platform("amd64") },
      { digest: b, size: 2, mediaType: "m", platform: platform("arm", "v7") },
      { digest: b, size: 3, mediaType: "m", platform: { os: "unknown", architecture: "unknown" } },
    ];
    const index = parseManifest(bytes({ mediaType: "application/vnd.docker.distribution.manifest.list.v2+json", manifests }));
    expect(index.kind === "index" && platformsOf(index.manifests)).toEqual({ "linux/amd64": a, "linux/arm/v7": b });
  });

  it("reads the manifest of one image", () => {
    const image = { config: { digest: a, size: 1 }, layers: [{ digest: b, size: 2 }] };
    expect(parseManifest(bytes(image))).toMatchObject({ kind: "image", mediaType: "application/vnd.oci.image.manifest.v1+json", config: { digest: a }, layers: [{ digest: b, size: 2 }] });
    expect(parseManifest(bytes(image), "application/vnd.docker.distribution.manifest.v2+json").mediaType).toBe("application/vnd.docker.distribution.manifest.v2+json");
  });

  it.each([
    { title: "text", value: "<html>", want: "not a manifest" },
    { title: "the first version", value: { mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" }, want: "cannot be copied by digest" },
    { title: "a digest that climbs", value: { config: { digest: "sha256:../../x", size: 1 }, layers: [] }, want: "not a digest" },
    { title: "no size", value: { config: { digest: a }, layers: [] }, want: "has no size" },
    { title: "no list", value: { config: { digest: a, size: 1 } }, want: "without its list" },
  ])("refuses $title", ({ value, want }) => {
    expect(() => parseManifest(bytes(value))).toThrow(want);
  });
});

it("knows the platform of one image, and digests", () => {
  expect(platformIn(bytes({ os: "linux", architecture: "arm64" }))).toBe("linux/arm64");
  expect(platformIn(bytes({}))).toBeUndefined();
  expect(digestOf(new TextEncoder().encode("abc"))).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

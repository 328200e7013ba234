import { describe, expect, it } from "vitest";
import type { Archive } from "../model/archive.ts";
import { ociChart, readChartManifest, tagOf } from "./oci-manifest.ts";
import { planRegistry, type Found } from "./registry-plan.ts";

const metadata = { name: "a", version: "1.0.0+x", description: "D", home: "https://acme.io", sources: ["https://acme.io/src"], maintainers: [{ name: "M", email: "m@example.com" }, { name: "N" }] };
const archive: Archive = { name: "a", version: "1.0.0+x", fileName: "a-1.0.0+x.tgz", bytes: new TextEncoder().encode("abc"), digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", metadata };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("ociChart", () => {
  it("is what Helm reads, and the same every time", () => {
    const { manifest, blobs } = ociChart(archive);
    expect(JSON.parse(text(manifest.bytes))).toEqual({
      schemaVersion: 2,
      config: { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: blobs[0]?.digest, size: blobs[0]?.bytes.length },
      layers: [{ mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", digest: `sha256:${archive.digest}`, size: 3 }],
      annotations: {
        "org.opencontainers.image.title": "a",
        "org.opencontainers.image.version": "1.0.0+x",
        "org.opencontainers.image.description": "D",
        "org.opencontainers.image.url": "https://acme.io",
        "org.opencontainers.image.source": "https://acme.io/src",
        "org.opencontainers.image.authors": "M (m@example.com), N",
      },
    });
    expect(JSON.parse(text(blobs[0]?.bytes ?? new Uint8Array()))).toEqual(metadata);
    expect(ociChart(archive).manifest.digest).toBe(manifest.digest);
  });

  it("has the signature in a layer of its own, and reads both back", () => {
    expect(readChartManifest(text(ociChart(archive).manifest.bytes))).toEqual({ chart: archive.digest, signed: false });
    const signed = ociChart({ ...archive, provenance: "p" });
    expect(signed.blobs.map((b) => b.mediaType.split(".").at(-1))).toEqual(["v1+json", "v1.tar+gzip".split(".").at(-1), "prov"]);
    expect(readChartManifest(text(signed.manifest.bytes))).toEqual({ chart: archive.digest, signed: true });
    // Some of these signatures have a smaller digest than the chart, others a larger one.
    const orders = ["a", "b", "c", "d", "e", "f"].map((provenance) => (JSON.parse(text(ociChart({ ...archive, provenance }).manifest.bytes)) as { readonly layers: readonly { readonly digest: string }[] }).layers.map((l) => l.digest));
    expect(orders).toEqual(orders.map((digests) => [...digests].sort()));
    expect(new Set(orders.map((digests) => digests[0] === `sha256:${archive.digest}`)).size).toBe(2);
  });

  it.each(["", "[]", "{}", '{"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:aa"}]}'])("takes no other manifest for a chart: %s", (other) => {
    expect(readChartManifest(other)).toBeUndefined();
  });

  it("makes a tag of a version with a plus", () => {
    expect(tagOf("1.0.0+x.1")).toBe("1.0.0_x.1");
  });
});

describe("planRegistry", () => {
  const signed = { ...archive, provenance: "p" };
  const rows: readonly { readonly name: string; readonly given: Archive; readonly there: Found; readonly want: string }[] = [
    { name: "nothing there", given: archive, there: undefined, want: "added=1 unchanged=0 signed=0 push=1 conflicts=" },
    { name: "nothing there, signed", given: signed, there: undefined, want: "added=1 unchanged=0 signed=1 push=1 conflicts=" },
    { name: "the same", given: archive, there: { chart: archive.digest, signed: false }, want: "added=0 unchanged=1 signed=0 push=0 conflicts=" },
    { name: "the same, unsigned", given: signed, there: { chart: archive.digest, signed: false }, want: "added=0 unchanged=1 signed=1 push=1 conflicts=" },
    { name: "the same, signed", given: signed, there: { chart: archive.digest, signed: true }, want: "added=0 unchanged=1 signed=0 push=0 conflicts=" },
    { name: "other bytes", given: signed, there: { chart: "other", signed: false }, want: `added=0 unchanged=0 signed=0 push=0 conflicts=published other ${archive.digest}` },
    { name: "no chart at all", given: archive, there: { foreign: "image" }, want: `added=0 unchanged=0 signed=0 push=0 conflicts=published image ${archive.digest}` },
  ];
  it.each(rows)("$name", ({ given, there, want }) => {
    const { added, unchanged, signed: signatures, push, conflicts } = planRegistry([given], () => there);
    expect(`added=${added.length} unchanged=${unchanged.length} signed=${signatures.length} push=${push.length} conflicts=${conflicts.map((c) => `${c.kind} ${c.publishedDigest} ${c.newDigest}`).join()}`).toBe(want);
  });
});

import { createHash } from "node:crypto";

/** A packaged chart as Helm keeps it in a registry. */
export interface ChartArtifact {
  readonly tag: string;
  readonly blobs: readonly { readonly digest: string; readonly bytes: Uint8Array }[];
  readonly manifest: { readonly bytes: Uint8Array; readonly digest: string; readonly mediaType: string };
}

/** The form in which `helm pull oci://` finds a chart. It has no time, so the same archive is the same artifact. */
export function chartArtifact(name: string, version: string, archive: Uint8Array, metadata: unknown): ChartArtifact {
  const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const blob = (bytes: Uint8Array) => ({ digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, bytes });
  const config = blob(text(metadata));
  const layer = blob(archive);
  const described = (mediaType: string, { digest, bytes }: typeof config) => ({ mediaType, digest, size: bytes.length });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = text({
    schemaVersion: 2,
    mediaType,
    config: described("application/vnd.cncf.helm.config.v1+json", config),
    layers: [described("application/vnd.cncf.helm.chart.content.v1.tar+gzip", layer)],
    annotations: { "org.opencontainers.image.title": name, "org.opencontainers.image.version": version },
  });
  // A tag cannot hold a plus sign; Helm writes and reads it so.
  return { tag: version.replaceAll("+", "_"), blobs: [config, layer], manifest: { ...blob(manifest), mediaType } };
}

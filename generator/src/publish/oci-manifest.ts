import { createHash } from "node:crypto";
import type { Archive } from "../model/archive.ts";
import { isObject } from "../model/json.ts";

/** Bytes in a registry, found by their digest (`sha256:…`). */
export interface Blob {
  readonly mediaType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string;
}

/** A chart as an OCI artifact: the manifest, and what it points to. */
export interface OCIChart {
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
}

export const manifestType = "application/vnd.oci.image.manifest.v1+json";
const configType = "application/vnd.cncf.helm.config.v1+json";
const chartType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const provenanceType = "application/vnd.cncf.helm.chart.provenance.v1.prov";

/**
 * A chart as Helm stores it in a registry, except that no time is in it (`helm push` writes one into the annotations), so that
 * the same archive gives the same manifest. Media types and annotations are Helm's.
 */
export function ociChart(archive: Archive): OCIChart {
  const { metadata } = archive;
  const config = blob(configType, JSON.stringify(metadata));
  const layers = [blob(chartType, archive.bytes), ...(archive.provenance === undefined ? [] : [blob(provenanceType, archive.provenance)])];
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: descriptor(config),
    layers: layers.map(descriptor),
    annotations: annotations(metadata),
  };
  return { manifest: blob(manifestType, JSON.stringify(manifest)), blobs: [config, ...layers] };
}

/** A version as a tag, which must not have a plus; Helm changes it in the same way. */
export function tagOf(version: string): string {
  return version.replaceAll("+", "_");
}

/** The layers of a chart that is there already; `chart` is the digest of its archive, without prefix. */
export interface PublishedChart {
  readonly chart: string;
  readonly signed: boolean;
}

/** What a manifest says of a chart; undefined when it is not that of one. */
export function readChartManifest(text: string): PublishedChart | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const layers = isObject(value) && Array.isArray(value["layers"]) ? (value["layers"] as readonly unknown[]) : [];
  const digestOf = (type: string) => layers.filter(isObject).find((layer) => layer["mediaType"] === type)?.["digest"];
  const chart = digestOf(chartType);
  return typeof chart === "string" ? { chart: chart.replace(/^sha256:/, ""), signed: digestOf(provenanceType) !== undefined } : undefined;
}

function blob(mediaType: string, content: string | Uint8Array): Blob {
  const bytes = new Uint8Array(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return { mediaType, bytes, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

function descriptor({ mediaType, digest, bytes }: Blob): object {
  return { mediaType, digest, size: bytes.length };
}

function annotations(metadata: Archive["metadata"]): Readonly<Record<string, string>> {
  const text = (key: string) => (typeof metadata[key] === "string" ? metadata[key] : "");
  const sources = Array.isArray(metadata["sources"]) ? metadata["sources"] : [];
  const authors = (Array.isArray(metadata["maintainers"]) ? (metadata["maintainers"] as readonly unknown[]) : []).filter(isObject).map(({ name, email }) => (typeof email === "string" ? `${String(name)} (${email})` : String(name)));
  const all = {
    title: text("name"),
    version: text("version"),
    description: text("description"),
    url: text("home"),
    source: typeof sources[0] === "string" ? sources[0] : "",
    authors: authors.join(", "),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "").map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

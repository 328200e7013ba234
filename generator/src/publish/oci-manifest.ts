import type { Archive } from "../model/archive.ts";
import { digestOf } from "../model/digest.ts";
import { goJson } from "../model/go-json.ts";
import { isObject } from "../model/json.ts";
import { byName } from "../model/tree.ts";
import { chartConfig } from "./chart-config.ts";

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
 * A chart as `helm push` stores it in a registry, byte by byte, except that no time is in it: Helm writes that of the archive's file
 * into the annotations (`created`). So the same archive gives the same manifest wherever it lies.
 */
export function ociChart(archive: Archive): OCIChart {
  const { metadata } = archive;
  const config = blob(configType, chartConfig(metadata));
  const layers = [blob(chartType, archive.bytes), ...(archive.provenance === undefined ? [] : [blob(provenanceType, archive.provenance)])];
  const manifest = {
    schemaVersion: 2,
    config: descriptor(config),
    // Helm's order.
    layers: [...layers].sort((a, b) => byName(a.digest, b.digest)).map(descriptor),
    annotations: annotations(metadata),
  };
  return { manifest: blob(manifestType, goJson(manifest)), blobs: [config, ...layers] };
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
  return { mediaType, bytes, digest: digestOf(bytes) };
}

function descriptor({ mediaType, digest, bytes }: Blob): object {
  return { mediaType, digest, size: bytes.length };
}

/** What tools show of an artifact, and the chart's own annotations, which change everything of it but its name. */
function annotations(metadata: Archive["metadata"]): Readonly<Record<string, string>> {
  const text = (key: string) => (typeof metadata[key] === "string" ? metadata[key] : "");
  const sources = Array.isArray(metadata["sources"]) ? metadata["sources"] : [];
  const authors = (Array.isArray(metadata["maintainers"]) ? (metadata["maintainers"] as readonly unknown[]) : []).filter(isObject).map(({ name, email }) => (typeof email === "string" ? `${String(name)} (${email})` : String(name)));
  const named = (all: Readonly<Record<string, string>>) => Object.entries(all).filter(([, value]) => value !== "").map(([key, value]) => [`org.opencontainers.image.${key}`, value] as const);
  const shown = named({ description: text("description"), url: text("home"), source: typeof sources[0] === "string" ? sources[0] : "", authors: authors.join(", ") });
  const own = isObject(metadata["annotations"]) ? Object.entries(metadata["annotations"]).filter((entry): entry is [string, string] => typeof entry[1] === "string") : [];
  const all = new Map([...shown, ...own, ...named({ title: text("name"), version: text("version") })]);
  return Object.fromEntries([...all].sort(([a], [b]) => byName(a, b)));
}

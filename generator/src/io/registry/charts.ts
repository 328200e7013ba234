import type { Archive } from "../../model/archive.ts";
import { ociChart, readChartManifest, tagOf } from "../../publish/oci-manifest.ts";
import type { Found } from "../../publish/registry-plan.ts";
import type { Registry } from "./client.ts";

/** The charts of one place in a registry. */
export interface ChartStore {
  /** As messages show it: repository and tag. */
  readonly name: (archive: Archive) => string;
  readonly find: (archive: Archive) => Promise<Found>;
  /** Brings everything that the chart consists of and that is not there; nobody sees it yet. */
  readonly upload: (archive: Archive) => Promise<void>;
  /** Sets the tag, whatever it was before. */
  readonly tag: (archive: Archive) => Promise<void>;
}

/** Whoever brings a chart brings the same: one repository for each chart, one tag for each version, below `prefix`. */
export function chartStore(registry: Registry, prefix = ""): ChartStore {
  const repository = ({ name }: Archive): string => `${prefix}${name}`;
  return {
    name: (archive) => `${repository(archive)}:${tagOf(archive.version)}`,
    find: async (archive) => {
      const manifest = await registry.manifest(repository(archive), tagOf(archive.version));
      if (manifest === undefined) return undefined;
      return readChartManifest(new TextDecoder().decode(manifest.bytes)) ?? { foreign: manifest.digest.replace(/^sha256:/, "") };
    },
    upload: async (archive) => {
      for (const { digest, bytes } of ociChart(archive).blobs) if (!(await registry.hasBlob(repository(archive), digest))) await registry.pushBlob(repository(archive), digest, bytes.length, bytes);
    },
    tag: (archive) => registry.pushManifest(repository(archive), tagOf(archive.version), ociChart(archive).manifest),
  };
}

import type { Archive } from "../model/archive.ts";
import type { Conflict } from "./conflict.ts";
import type { PublishedChart } from "./oci-manifest.ts";
import type { Delta } from "./target.ts";

/** What lies under the tag of an archive: nothing, a chart, or something else (its digest). */
export type Found = PublishedChart | { readonly foreign: string } | undefined;

/** A delta with what has to be pushed for it: new charts, and those that are there without the signature that we have. */
export interface RegistryDelta extends Delta {
  readonly push: readonly Archive[];
}

/** What publishing archives to a registry means; each chart is there on its own, under its tag. */
export function planRegistry(archives: readonly Archive[], found: (archive: Archive) => Found): RegistryDelta {
  const states = archives.map((archive) => ({ archive, there: found(archive) }));
  const named = ({ archive: { name, version } }: { readonly archive: Archive }) => ({ name, version });
  const same = states.filter(({ archive, there }) => there !== undefined && "chart" in there && there.chart === archive.digest);
  const unsigned = same.filter(({ archive, there }) => archive.provenance !== undefined && there !== undefined && "signed" in there && !there.signed);
  const added = states.filter(({ there }) => there === undefined);
  return {
    added: added.map(named),
    unchanged: same.map(named),
    signed: [...added.filter(({ archive }) => archive.provenance !== undefined), ...unsigned].map(named),
    conflicts: states.flatMap(({ archive, there }): Conflict[] => {
      const digest = there === undefined ? archive.digest : "chart" in there ? there.chart : there.foreign;
      return digest === archive.digest ? [] : [{ kind: "published", name: archive.name, version: archive.version, publishedDigest: digest, newDigest: archive.digest }];
    }),
    warnings: [],
    push: [...added, ...unsigned].map(({ archive }) => archive),
  };
}

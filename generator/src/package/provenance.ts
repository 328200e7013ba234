import { stringify } from "yaml";
import type { Archive } from "../model/archive.ts";

/** What is signed for an archive: Chart.yaml and the digest of the archive, in the form that `helm verify` reads. */
export function provenanceMessage({ metadata, fileName, digest }: Archive): string {
  // Signing takes blanks at the ends of lines away, so no text may be written as a block.
  const options = { lineWidth: 0, blockQuote: false, compat: "yaml-1.1", sortMapEntries: true } as const;
  return `${stringify(metadata, options)}\n...\n${stringify({ files: { [fileName]: `sha256:${digest}` } }, options)}`;
}

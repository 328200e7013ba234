/** What bundle.json says: what is in a bundle. */
export interface BundleContents {
  readonly format: 1;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** Environments whose values are in it. */
  readonly environments: readonly string[];
  readonly charts: readonly { readonly name: string; readonly version: string; readonly file: string }[];
  readonly images: readonly { readonly image: string; readonly digest?: string; readonly included: boolean }[];
}

/** An image in an OCI layout: its name, and its index or manifest. */
export interface LayoutImage {
  readonly image: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
}

/** What was found in a bundle while it was read once. */
export interface Seen {
  /** Path → size and SHA-256 of every file. */
  readonly files: ReadonlyMap<string, { readonly size: number; readonly sha256: string }>;
  /** Texts of the files that programs read, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** What each manifest refers to, by digest; undefined for one that cannot be read. */
  readonly references: ReadonlyMap<string, readonly { readonly digest: string; readonly size: number; readonly manifest: boolean }[] | undefined>;
}

/** What a sound bundle holds. */
export interface Checked {
  readonly contents: BundleContents;
  readonly images: readonly LayoutImage[];
  readonly files: number;
  readonly bytes: number;
}

/** Names of files in a bundle that programs read. */
export const bundleFiles = { sums: "SHA256SUMS", contents: "bundle.json", index: "images/index.json", layout: "images/oci-layout", blobs: "images/blobs/sha256" } as const;

/** Path of a blob in a bundle. */
export function blobPath(digest: string): string {
  return `${bundleFiles.blobs}/${digest.slice("sha256:".length)}`;
}

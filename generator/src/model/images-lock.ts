import type { Position } from "./diagnostic.ts";

/** Name of the file beside openim.yaml. */
export const lockFile = "images.lock";

/** Why an image of a new list has no digest. */
export const notResolved = "not resolved yet: run gen images resolve";

/** One image of the lock. Either its digest is known, or `unresolved` says why it is not. */
export interface LockedImage {
  /** registry/repository:tag. */
  readonly image: string;
  readonly usedBy: readonly string[];
  /** Of the index, or of the one manifest where there is no index. */
  readonly digest?: string;
  /** Platform (linux/amd64) → digest of its manifest. */
  readonly platforms?: Readonly<Record<string, string>>;
  readonly unresolved?: string;
}

/** images.lock as it was read: every image that a chart can pull. */
export interface ImagesLock {
  readonly images: readonly LockedImage[];
  /** Place of the n-th image, or of the list. */
  readonly position: (index?: number) => Position;
}

import { parseManifest } from "../../images/manifest.ts";
import { blobPath, type LayoutImage } from "../../model/bundle.ts";
import type { LockedImage } from "../../model/images-lock.ts";
import { atOnce } from "../at-once.ts";
import type { Fetched } from "../registry/client.ts";
import type { ImageSource } from "./sources.ts";
import type { ArchiveEntry } from "./write.ts";

/** The images of a bundle: their names, and every blob once, manifests before what they refer to. */
export interface Collected {
  readonly images: readonly LayoutImage[];
  readonly blobs: readonly ArchiveEntry[];
}

/**
 * Reads the manifests of images, and finds out which blobs there are; those are read when they are written.
 *
 * @throws Error when an image is missing, or is not the one whose digest is known
 */
export async function collectImages(images: readonly LockedImage[], source: ImageSource, onImage: (image: string) => void): Promise<Collected> {
  const found: LayoutImage[] = [];
  const manifests = new Map<string, ArchiveEntry>();
  const blobs = new Map<string, ArchiveEntry>();
  const looked = await atOnce(images, async (image) => {
    onImage(image.image);
    const top = await source.find(image);
    if (top === undefined) throw new Error(`${image.image} is not there`);
    if (image.digest !== undefined && image.digest !== top.digest) throw new Error(`${image.image} has the digest ${top.digest} there, and ${image.digest} in images.lock`);
    const parsed = parseManifest(top.bytes, top.mediaType);
    const platforms = await Promise.all((parsed.kind === "image" ? [] : parsed.manifests).map(async (child) => {
      const inner = await source.manifest(image, child.digest);
      if (inner === undefined) throw new Error(`${image.image}: ${child.digest} (${child.platform ?? "no platform"}) is not there; a copy must hold all platforms`);
      const manifest = parseManifest(inner.bytes, inner.mediaType || child.mediaType);
      if (manifest.kind === "index") throw new Error(`${image.image}: an index within an index`);
      return { inner, manifest };
    }));
    return { image, top, parsed, platforms };
  });
  for (const { image, top, parsed, platforms } of looked) {
    found.push({ image: image.image, digest: top.digest, mediaType: parsed.mediaType, size: top.bytes.length });
    keep(top);
    if (parsed.kind === "image") addBlobs(image, parsed);
    for (const { inner, manifest } of platforms) {
      keep(inner);
      addBlobs(image, manifest);
    }
  }
  // Indexes come before the manifests that they name, because they were met first.
  return { images: found, blobs: [...manifests.values(), ...blobs.values()] };

  function keep({ bytes, digest }: Fetched): void {
    if (!manifests.has(digest)) manifests.set(digest, { path: blobPath(digest), mode: 0o644, size: bytes.length, sha256: digest.slice("sha256:".length), content: bytes });
  }

  function addBlobs(image: LockedImage, manifest: Extract<ReturnType<typeof parseManifest>, { readonly kind: "image" }>): void {
    for (const { digest, size } of [manifest.config, ...manifest.layers]) {
      if (blobs.has(digest) || manifests.has(digest)) continue;
      blobs.set(digest, { path: blobPath(digest), mode: 0o644, size, sha256: digest.slice("sha256:".length), content: () => source.blob(image, digest) });
    }
  }
}

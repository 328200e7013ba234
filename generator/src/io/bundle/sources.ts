import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseLayoutIndex } from "../../bundle/layout.ts";
import { digestOf } from "../../model/digest.ts";
import { imageName, parseImage, type ImageName } from "../../model/image.ts";
import type { LockedImage } from "../../model/images-lock.ts";
import { webStream } from "./web-stream.ts";
import { prefixes } from "../credentials.ts";
import { openRegistry, type Fetched, type Registry } from "../registry/client.ts";

/** Where the images of a bundle come from. */
export interface ImageSource {
  /** The index or manifest of an image; undefined when it is not there. */
  readonly find: (image: LockedImage) => Promise<Fetched | undefined>;
  /** A manifest that an index names. */
  readonly manifest: (image: LockedImage, digest: string) => Promise<Fetched | undefined>;
  readonly blob: (image: LockedImage, digest: string) => Promise<ReadableStream<Uint8Array>>;
}

/** A registry that holds copies of all, or for `upstream` the own registry of each. */
export function registrySource(name: string): ImageSource {
  const open = new Map<string, Registry>();
  const at = (image: LockedImage): { readonly registry: Registry; readonly where: ImageName } => {
    const where = named(image);
    const host = name === "upstream" ? where.registry : name;
    const registry = open.get(host) ?? openRegistry(host, name === "upstream" ? {} : { variables: prefixes.registry });
    open.set(host, registry);
    return { registry, where };
  };
  return {
    find: (image) => {
      const { registry, where } = at(image);
      return registry.manifest(where.repository, image.digest ?? (where.tag || where.digest));
    },
    manifest: (image, digest) => at(image).registry.manifest(at(image).where.repository, digest),
    blob: (image, digest) => at(image).registry.blob(at(image).where.repository, digest),
  };
}

/** A folder in OCI layout, as skopeo, crane and oras write it. */
export function layoutSource(folder: string): ImageSource {
  const images = parseLayoutIndex(readFileSync(join(folder, "index.json"), "utf8"));
  const path = (digest: string): string => join(folder, "blobs/sha256", digest.slice("sha256:".length));
  const read = (digest: string, mediaType: string): Fetched | undefined => {
    if (!existsSync(path(digest))) return undefined;
    const bytes = readFileSync(path(digest));
    if (digestOf(bytes) !== digest) throw new Error(`${path(digest)} is not what its name says`);
    return { bytes, mediaType, digest };
  };
  return {
    find: async (image) => {
      const wanted = named(image);
      const names = new Set([imageName(wanted), imageName({ ...wanted, tag: "", digest: image.digest ?? "" })]);
      // Of one name the last: crane adds to what is there.
      const found = images.find((i) => i.digest === image.digest) ?? images.findLast((i) => names.has(i.image) || (i.image !== "" && names.has(normal(i.image))));
      return found === undefined ? undefined : read(found.digest, found.mediaType);
    },
    manifest: async (_, digest) => read(digest, ""),
    blob: async (_, digest) => webStream(createReadStream(path(digest))),
  };
}

/** What `--images-from` names: a folder in OCI layout when there is one, else a registry. */
export function imageSource(from: string): ImageSource {
  const isFolder = statSync(join(from, "index.json"), { throwIfNoEntry: false })?.isFile() === true;
  return isFolder ? layoutSource(from) : registrySource(from);
}

function named({ image }: LockedImage): ImageName {
  const name = parseImage(image);
  if (name === undefined) throw new Error(`not an image: ${image}`);
  return name;
}

function normal(image: string): string {
  const name = parseImage(image);
  return name === undefined ? image : imageName(name);
}

import { isDigest } from "../model/image.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";

/** A thing in a registry, as a manifest refers to it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An index of manifests for platforms, or the manifest of one image: what it consists of. */
export type Manifest =
  | { readonly kind: "index"; readonly mediaType: string; readonly manifests: readonly Descriptor[] }
  | { readonly kind: "image"; readonly mediaType: string; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

const indexTypes = ["application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"];
const imageTypes = ["application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"];

/** What a registry is told that we understand. */
export const manifestTypes: readonly string[] = [...indexTypes, ...imageTypes];

/** Largest manifest that is read; registries refuse larger ones. */
export const manifestLimit = 4 * 1024 * 1024;

/**
 * Reads a manifest.
 *
 * @param said the media type that the registry or an index gave it, for a manifest that does not say its own
 * @throws Error when it is not one, or of a form that names no digests
 */
export function parseManifest(bytes: Uint8Array, said = ""): Manifest {
  const value: unknown = json(bytes);
  if (!isObject(value)) throw new Error("not a manifest");
  const own = value["mediaType"];
  const mediaType = typeof own === "string" && own !== "" ? own : manifestTypes.includes(said) ? said : Array.isArray(value["manifests"]) ? String(indexTypes[0]) : String(imageTypes[0]);
  if (indexTypes.includes(mediaType)) return { kind: "index", mediaType, manifests: descriptors(value["manifests"]) };
  if (!imageTypes.includes(mediaType)) throw new Error(`a manifest of the type ${mediaType.slice(0, 100)}, which cannot be copied by digest`);
  return { kind: "image", mediaType, config: descriptor(value["config"]), layers: descriptors(value["layers"]) };
}

/** Platforms of an index → digests, without the attestations that builders add. */
export function platformsOf(manifests: readonly Descriptor[]): Readonly<Record<string, string>> {
  return Object.fromEntries(manifests.flatMap(({ platform, digest }) => (platform === undefined || platform.startsWith("unknown/") ? [] : [[platform, digest] as const])));
}

/** Platform in an image's configuration, such as linux/amd64 or linux/arm/v7. */
export function platformIn(config: Uint8Array): string | undefined {
  const value: unknown = json(config);
  return isObject(value) ? platformText(value) : undefined;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error("not JSON");
  }
}

function descriptors(value: unknown): readonly Descriptor[] {
  if (!Array.isArray(value)) throw new Error("a manifest without its list");
  return value.map(descriptor);
}

function descriptor(value: unknown): Descriptor {
  const { mediaType, digest, size } = isObject(value) ? value : {};
  if (typeof digest !== "string" || !isDigest(digest)) throw new Error(`not a digest: ${String(digest).slice(0, 100)}`);
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw new Error(`${digest} has no size`);
  const platform = platformText(at(value as JsonObject, ["platform"]));
  const annotations = at(value as JsonObject, ["annotations"]);
  return { mediaType: typeof mediaType === "string" ? mediaType : "", digest, size, ...(platform === undefined ? {} : { platform }), ...(isObject(annotations) ? { annotations: annotations as Readonly<Record<string, string>> } : {}) };
}

function platformText(value: unknown): string | undefined {
  if (!isObject(value) || typeof value["os"] !== "string" || typeof value["architecture"] !== "string") return undefined;
  const variant = value["variant"];
  return [value["os"], value["architecture"], ...(typeof variant === "string" && variant !== "" ? [variant] : [])].join("/");
}

import type { LayoutImage } from "../model/bundle.ts";
import { digestText, isDigest } from "../model/image.ts";
import { isObject } from "../model/json.ts";

/** Both are understood by skopeo, crane, ctr and oras; containerd takes the second for the name of what it imports. */
const nameKeys = ["org.opencontainers.image.ref.name", "io.containerd.image.name"] as const;

/** The file oci-layout. */
export const layoutText = `${JSON.stringify({ imageLayoutVersion: "1.0.0" })}\n`;

/** index.json of an OCI layout. */
export function layoutIndex(images: readonly LayoutImage[]): string {
  const manifests = images.map(({ image, digest, mediaType, size }) => ({ mediaType, digest, size, annotations: Object.fromEntries(nameKeys.map((key) => [key, image])) }));
  return `${JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests }, null, 2)}\n`;
}

/** Images of an index.json, ours or one that another tool wrote; `image` is empty where it has no name. Throws an Error for anything else. */
export function parseLayoutIndex(text: string): readonly LayoutImage[] {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || !Array.isArray(value["manifests"])) throw new Error("index.json lists no manifests");
  return (value["manifests"] as readonly unknown[]).map((entry) => {
    const { digest, mediaType, size, annotations } = isObject(entry) ? entry : {};
    if (typeof digest !== "string" || !isDigest(digest)) throw new Error(`index.json: not a digest: ${digestText(digest)}`);
    const names = isObject(annotations) ? nameKeys.map((key) => annotations[key]).filter((name) => typeof name === "string") : [];
    return { image: names[0] ?? "", digest, mediaType: typeof mediaType === "string" ? mediaType : "", size: typeof size === "number" ? size : 0 };
  });
}

import { createHash } from "node:crypto";

/** SHA-256 of some bytes, or of a text in UTF-8: lower-case hex. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The same as registries, charts and Helm write it. */
export function digestOf(content: Uint8Array | string): string {
  return `sha256:${sha256(content)}`;
}

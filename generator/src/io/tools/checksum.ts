import { createHash } from "node:crypto";

/** Whether bytes have an integrity string as npm writes it (sha512-<base64>). */
export function hasIntegrity(bytes: Uint8Array, integrity: string): boolean {
  const [algorithm = "", digest] = integrity.split("-", 2);
  return algorithm === "sha512" && createHash(algorithm).update(bytes).digest("base64") === digest;
}

/** The digest of a file in a publisher's checksum list: lines of `<sha256>  <name>`, or one bare digest for the one file. */
export function digestFor(list: string, fileName: string): string | undefined {
  for (const line of list.split("\n")) {
    const match = /^([0-9a-f]{64})(?:\s+\*?(?:\S*\/)?(\S+))?\s*$/i.exec(line);
    if (match?.[1] !== undefined && (match[2] === undefined || match[2] === fileName)) return match[1].toLowerCase();
  }
  return undefined;
}

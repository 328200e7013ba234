import { byName } from "../model/tree.ts";

/** SHA256SUMS as sha256sum writes and checks it: path → SHA-256 in hex. */
export function sumsText(sums: ReadonlyMap<string, string>): string {
  return [...sums].sort(([a], [b]) => byName(a, b)).map(([path, hex]) => `${hex}  ${path}\n`).join("");
}

/** Reads SHA256SUMS. Throws an Error for a line that is none. */
export function parseSums(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [, hex, path] = /^([0-9a-f]{64}) [ *](\S.*)$/.exec(line) ?? [];
      if (hex === undefined || path === undefined) throw new Error(`SHA256SUMS has a line that is no checksum: ${line.slice(0, 80)}`);
      return [path, hex] as const;
    }),
  );
}

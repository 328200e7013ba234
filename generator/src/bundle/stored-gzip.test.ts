import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { storedGzip } from "./stored-gzip.ts";

const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) % 251);

function zip(content: Uint8Array, chunk: number): Buffer {
  const gzip = storedGzip();
  const out: Uint8Array[] = [];
  for (let at = 0; at < content.length; at += chunk) out.push(...gzip.push(content.subarray(at, at + chunk)));
  return Buffer.concat([...out, ...gzip.end()]);
}

describe("storedGzip", () => {
  it.each([0, 1, 65_534, 65_535, 65_536, 131_070, 200_000])("gives back %i bytes", (size) => {
    expect(Buffer.compare(gunzipSync(zip(bytes(size), 10_000)), bytes(size))).toBe(0);
  });

  it("is the same however the chunks are cut", () => {
    const whole = zip(bytes(200_000), 200_000);
    for (const chunk of [1_000, 65_535, 65_536, 99_999]) expect(zip(bytes(200_000), chunk).equals(whole)).toBe(true);
  });
});

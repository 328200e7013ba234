import { expect, it } from "vitest";
import { digestOf, sha256 } from "./digest.ts";

it("is that of the standard, for bytes and for the same as a text", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect([sha256("abc"), sha256(new TextEncoder().encode("abc")), digestOf("abc")]).toEqual([abc, abc, `sha256:${abc}`]);
  expect(sha256("é")).toBe(sha256(Uint8Array.of(0xc3, 0xa9)));
});

import { parseTar } from "nanotar";
import { describe, expect, it } from "vitest";
import { ustar } from "./ustar.ts";

const text = (value: string) => new TextEncoder().encode(value);
const field = (archive: Uint8Array, at: number, width: number) => new TextDecoder().decode(archive.slice(at, at + width)).replace(/\0.*$/s, "");

describe("ustar", () => {
  it("is read back by another implementation", () => {
    const archive = ustar([{ path: "c/a.txt", bytes: text("hello") }, { path: "c/empty", bytes: text("") }], 315_532_800);
    const files = parseTar(archive);
    expect(files.map(({ name, size, type }) => ({ name, size, type }))).toEqual([
      { name: "c/a.txt", size: 5, type: "file" },
      { name: "c/empty", size: 0, type: "file" },
    ]);
    expect(files[0]?.text).toBe("hello");
    expect(files[0]?.attrs).toMatchObject({ mode: "0000644", uid: 0, gid: 0, mtime: 315_532_800, user: "", group: "" });
  });

  it("ends in two empty blocks, whatever the size", () => {
    for (const size of [0, 1, 511, 512, 513, 10_240 - 512, 10_240]) {
      const archive = ustar([{ path: "f", bytes: new Uint8Array(size).fill(1) }], 0);
      expect(archive.length % 512).toBe(0);
      expect(archive.slice(-1024).every((byte) => byte === 0)).toBe(true);
      expect(archive.length).toBe(512 + Math.ceil(size / 512) * 512 + 1024);
    }
  });

  it("writes the checksum as the sum of the header with blanks in its place", () => {
    const archive = ustar([{ path: "f", bytes: text("x") }], 0);
    const header = archive.slice(0, 512);
    header.fill(32, 148, 156);
    expect(Number.parseInt(field(archive, 148, 6), 8)).toBe(header.reduce((a, b) => a + b, 0));
  });

  const rows = [
    { name: "100 bytes stay in the name", path: `${"a".repeat(49)}/${"b".repeat(50)}`, want: [`${"a".repeat(49)}/${"b".repeat(50)}`, ""] },
    { name: "101 bytes are cut at a slash", path: `${"a".repeat(50)}/${"b".repeat(50)}`, want: ["b".repeat(50), "a".repeat(50)] },
    { name: "at the first slash that works", path: `a/b/${"c".repeat(99)}`, want: ["c".repeat(99), "a/b"] },
    { name: "bytes count, not characters", path: `a/${"é".repeat(50)}`, want: ["é".repeat(50), "a"] },
    { name: "the longest", path: `${"p".repeat(155)}/${"n".repeat(100)}`, want: ["n".repeat(100), "p".repeat(155)] },
  ];
  it.each(rows)("$name", ({ path, want }) => {
    const archive = ustar([{ path, bytes: text("x") }], 0);
    expect([field(archive, 0, 100), field(archive, 345, 155)]).toEqual(want);
  });

  it.each(["n".repeat(101), `${"p".repeat(156)}/n`.repeat(2), `a/${"n".repeat(101)}`])("refuses what would be cut: %s", (path) => {
    expect(() => ustar([{ path, bytes: text("x") }], 0)).toThrow(/too long for a chart archive/);
  });
});

import { expect, it } from "vitest";
import { pairs } from "./pairs.ts";

it("meets every pair of choices in few rows", () => {
  const choices = { a: ["1", "2"], b: ["1", "2", "3"], c: ["x", "y"], d: ["x", "y", "z"], e: ["on", "off"] };
  const rows = pairs(choices);
  const met = new Set(rows.flatMap((row) => Object.entries(row).flatMap(([n, v]) => Object.entries(row).map(([m, w]) => [n, v, m, w].join()))));
  const wanted = Object.entries(choices).flatMap(([n, vs]) => Object.entries(choices).filter(([m]) => m !== n).flatMap(([m, ws]) => vs.flatMap((v) => ws.map((w) => [n, v, m, w].join()))));
  expect(wanted.filter((w) => !met.has(w))).toEqual([]);
  expect(rows.length).toBeLessThanOrEqual(12);
});

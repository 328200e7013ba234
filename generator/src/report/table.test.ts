import { expect, test } from "vitest";
import { table } from "./table.ts";

const rows = [["a", "1", "first"], ["longer", "100", ""]];

test("columns are as wide as their widest cell, and the last one trails nothing", () => {
  expect(table(["name", "n", "note"], rows).split("\n")).toEqual(["name    n    note", "a       1    first", "longer  100  "]);
});

test("numbers end together", () => {
  expect(table(["name", "n", "note"], rows, { right: [1] }).split("\n")).toEqual(["name      n  note", "a         1  first", "longer  100  "]);
});

test("paint comes after padding, by row and column", () => {
  const paint = (row: number, column: number) => (row === 0 && column === 1 ? (text: string) => `<${text}>` : undefined);
  expect(table(["name", "n"], [["a", "1"]], { paint })).toBe("name  n\na     <1>");
});

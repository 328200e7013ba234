import { expect, it } from "vitest";
import { valuesTable } from "./values-table.ts";

it("has one row for each leaf with a default, and keeps to its cells", () => {
  const table = valuesTable({
    properties: {
      a: { description: "One | two\nlines.", default: "x|y" },
      b: { properties: { c: { description: "Deep.", default: 1 }, d: { description: "Without a default." } } },
      e: { description: "As a whole.", default: { f: 1 }, properties: { f: { default: 2 } } },
      known: {},
    },
  });
  expect(table.split("\n")).toEqual(["| Value | Meaning | Default |", "| --- | --- | --- |", "| `a` | One \\| two lines. | `\"x\\|y\"` |", "| `b.c` | Deep. | `1` |", "| `e` | As a whole. | `{\"f\":1}` |"]);
});

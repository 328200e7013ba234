import { expect, it } from "vitest";
import { surgeOf } from "./pods.ts";

it.each([
  [1, 3, 1],
  ["25%", 4, 1],
  ["25%", 5, 2],
  ["25%", 1, 1],
  ["0%", 9, 0],
  ["100%", 3, 3],
])("%s more of %i pods are %i", (said, count, want) => {
  expect(surgeOf(said, count)).toBe(want);
});

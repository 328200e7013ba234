import { expect, it } from "vitest";
import { keep } from "./keep.ts";

it("makes each once, and forgets what was not asked for the longest", () => {
  const made: string[] = [];
  const kept = keep<string>(2);
  const ask = (key: string): string =>
    kept(key, () => {
      made.push(key);
      return `of ${key}`;
    });
  expect(["a", "b", "a", "c", "a", "b"].map(ask)).toEqual(["of a", "of b", "of a", "of c", "of a", "of b"]);
  expect(made).toEqual(["a", "b", "c", "b"]);
});

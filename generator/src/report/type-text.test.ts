import { expect, it } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { typeText } from "./type-text.ts";

const rows: readonly { readonly given: JsonObject; readonly want: string }[] = [
  { given: { type: "string" }, want: "a text" },
  { given: { type: "integer", minimum: 0, maximum: 6 }, want: "a whole number from 0 to 6" },
  { given: { type: "integer", minimum: 1 }, want: "a whole number, 1 or more" },
  { given: { type: "number", maximum: 9 }, want: "a number, 9 or less" },
  { given: { type: "integer", minimum: 0 }, want: "a whole number, 0 or more" },
  { given: { type: "boolean" }, want: "true or false" },
  { given: { type: ["integer", "string"] }, want: "a whole number or a text" },
  { given: { type: "string", enum: ["a", "", 1] }, want: 'one of a, "", 1' },
  { given: { type: "array", items: { type: "string" } }, want: "a list; each entry a text" },
  { given: { type: "array" }, want: "a list" },
  { given: { type: "object" }, want: "a block of keys" },
  { given: { type: "string", pattern: "x", patternTitle: "Write it like x." }, want: "a text. Write it like x." },
  { given: {}, want: "anything" },
];
it.each(rows)("$given is $want", ({ given, want }) => {
  expect(typeText(given)).toBe(want);
});

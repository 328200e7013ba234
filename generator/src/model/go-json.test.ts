import { expect, it } from "vitest";
import { goJson } from "./go-json.ts";

it.each([
  [{ a: "1 < 2 && 2 > 1" }, '{"a":"1 \\u003c 2 \\u0026\\u0026 2 \\u003e 1"}'],
  ["\u2028\u2029 é \"", '"\\u2028\\u2029 é \\""'],
])("writes %j as Go does", (value, want) => {
  expect(goJson(value)).toBe(want);
  expect(JSON.parse(goJson(value))).toEqual(value);
});

import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { schemaFile } from "./schema-file.ts";

it("is draft-07 without our own annotations, everywhere", () => {
  const text = schemaFile({ type: "object", "x-ci": { a: {} }, properties: { a: { type: "string", "x-note": 1 }, b: { items: [{ "x-y": 1, type: "integer" }] } } });
  const schema = JSON.parse(text) as object;
  expect(schema).toEqual({ $schema: "http://json-schema.org/draft-07/schema#", type: "object", properties: { a: { type: "string" }, b: { items: [{ type: "integer" }] } } });
  expect(new Ajv().validateSchema(schema)).toBe(true);
  expect(text).toMatch(/[^\n]\n$/);
});

import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../model/json.ts";
import { pruneSchema } from "./prune-schema.ts";

function accepts(schema: Json, value: Json): boolean {
  // Own properties only: else Ajv finds `toString` on every object.
  return new Ajv({ strict: false, validateFormats: false, validateSchema: false, meta: false, ownProperties: true }).compile(schema as boolean | object)(value);
}

// Few names, so that values and schemas meet; the last ones are also on every JavaScript object.
const names = fc.constantFrom("a", "b", "c", "constructor", "toString");
const scalar: fc.Arbitrary<Json> = fc.oneof(fc.constantFrom("a", "b"), fc.integer({ min: -1, max: 6 }), fc.boolean(), fc.constant(null));
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.dictionary(names, tie("value"), { maxKeys: 4 }), fc.array(tie("value"), { maxLength: 3 })),
})).value;

const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom<JsonObject>({ type: "string" }, { type: "integer", minimum: 0, maximum: 5 }, { type: "boolean" }, { type: ["integer", "string"] }, { enum: ["a", "b"] }, {}),
  fc.constant<JsonObject>({ $ref: "#/definitions/one" }),
);
const schema: fc.Arbitrary<JsonObject> = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record<JsonObject>(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(names, tie("schema"), { maxKeys: 4 }),
        additionalProperties: fc.oneof(fc.constant<Json>(false), fc.constant<Json>(true), tie("schema")),
        required: fc.uniqueArray(names, { maxLength: 1 }),
        propertyNames: fc.constantFrom<JsonObject>({ pattern: "^[a-c]$" }, {}),
      },
      { requiredKeys: [] },
    ) as unknown as fc.Arbitrary<JsonObject>,
    fc.record<JsonObject>({ type: fc.constant("array"), items: tie("schema") }) as unknown as fc.Arbitrary<JsonObject>,
  ),
})).schema;
const whole = fc.tuple(schema, schema.filter((s) => !JSON.stringify(s).includes("$ref"))).map(([s, one]): JsonObject => ({ ...s, definitions: { one } }));

describe("pruneSchema", () => {
  it("gives the verdict of the whole schema", () => {
    let accepted = 0;
    fc.assert(
      fc.property(whole, value, (s, v) => {
        const verdict = accepts(s, v);
        accepted += verdict ? 1 : 0;
        expect(accepts(pruneSchema(s, v), v)).toBe(verdict);
      }),
      { numRuns: 1_000, seed: 1 },
    );
    // The property says nothing when the answers are always the same.
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(900);
  });

  it("leaves out what the value does not have", () => {
    const big = { type: "object", properties: { a: { type: "object", properties: { x: { type: "string" } } }, b: { type: "string" } } };
    expect(pruneSchema(big, { b: "y" })).toEqual({ type: "object", properties: { a: true, b: { type: "string" } } });
  });

  it("checks names that every object has", () => {
    const open = { type: "object", additionalProperties: { type: "string" } };
    expect(accepts(pruneSchema(open, { constructor: 1 }), { constructor: 1 })).toBe(false);
    expect(accepts(pruneSchema(open, { constructor: "x" }), { constructor: "x" })).toBe(true);
  });
});

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { expandSchema } from "./expand-schema.ts";

const shared: JsonObject = {
  image: { type: "object", description: "An image.", properties: { tag: { type: "string", default: "" } } },
  helper: { $use: "image", description: "A helper's." },
};

const rows: readonly { readonly name: string; readonly given: JsonObject; readonly want: JsonObject; readonly features?: Readonly<Record<string, boolean>> }[] = [
  { name: "plain", given: { type: "object", properties: { a: { type: "string" } } }, want: { type: "object", properties: { a: { type: "string" } } } },
  { name: "a fragment", given: { properties: { image: { $use: "image" } } }, want: { properties: { image: { type: "object", description: "An image.", properties: { tag: { type: "string", default: "" } } } } } },
  { name: "keys beside it, which win", given: { properties: { image: { $use: "image", description: "Mine." } } }, want: { properties: { image: { type: "object", description: "Mine.", properties: { tag: { type: "string", default: "" } } } } } },
  { name: "a fragment of a fragment", given: { properties: { x: { $use: "helper" } } }, want: { properties: { x: { type: "object", description: "A helper's.", properties: { tag: { type: "string", default: "" } } } } } },
  { name: "a feature that is there", given: { properties: { hpa: { $when: "scalable", type: "object" } } }, features: { scalable: true }, want: { properties: { hpa: { type: "object" } } } },
  { name: "a feature that is not there", given: { properties: { hpa: { $when: "scalable", type: "object" }, b: {} } }, features: { scalable: false }, want: { properties: { b: {} } } },
  { name: "a feature that nobody knows", given: { properties: { hpa: { $when: "scalable" } } }, want: { properties: {} } },
  { name: "lists", given: { allOf: [{ $use: "image" }], enum: ["a", 1, null] }, want: { allOf: [{ type: "object", description: "An image.", properties: { tag: { type: "string", default: "" } } }], enum: ["a", 1, null] } },
];

describe("expandSchema", () => {
  it.each(rows)("expands $name", ({ given, want, features = {} }) => {
    expect(expandSchema(given, shared, features)).toEqual(want);
  });

  it("refuses a fragment that is not there", () => {
    expect(() => expandSchema({ properties: { a: { $use: "nothing" } } }, shared, {})).toThrow("nothing");
  });
});

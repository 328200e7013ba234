import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "./json.ts";
import { defaults, properties, withDefaults } from "./values-schema.ts";

const schema: JsonObject = {
  type: "object",
  properties: {
    replicas: { type: "integer", default: 1 },
    image: { type: "object", properties: { tag: { type: "string", default: "v1" }, digest: { type: "string" } } },
    resources: { type: "object", default: {}, properties: { limits: { type: "object" } } },
    empty: { type: "object", properties: { a: { type: "string" } } },
  },
};

describe("properties", () => {
  it("lists them in order, and none where there are none", () => {
    expect(properties(schema).map(([name]) => name)).toEqual(["replicas", "image", "resources", "empty"]);
    expect(properties({ type: "string" })).toEqual([]);
  });
});

describe("defaults", () => {
  const rows: readonly { readonly given: JsonObject; readonly want: Json | undefined }[] = [
    { given: schema, want: { replicas: 1, image: { tag: "v1" }, resources: {} } },
    { given: { type: "string" }, want: undefined },
    { given: { default: null }, want: null },
    { given: { default: false }, want: false },
    // Its own default goes before those of its properties.
    { given: { default: { a: 1 }, properties: { a: { default: 2 } } }, want: { a: 1 } },
  ];
  it.each(rows)("of $given are $want", ({ given, want }) => {
    expect(defaults(given)).toEqual(want);
  });
});

describe("withDefaults", () => {
  it("puts each value where it belongs, and changes nobody", () => {
    const before = JSON.stringify(schema);
    const values = { replicas: 3, image: { tag: "v2", digest: "sha256:x" }, resources: { limits: { cpu: 1 } }, foreign: 1 };
    const changed = withDefaults(schema, values);
    expect(defaults(changed)).toEqual({ replicas: 3, image: { tag: "v2", digest: "sha256:x" }, resources: { limits: { cpu: 1 } } });
    expect(JSON.stringify(schema)).toBe(before);
  });

  it("leaves the rest as it is", () => {
    expect(withDefaults(schema, undefined)).toBe(schema);
    expect(defaults(withDefaults(schema, { replicas: 2 }))).toEqual({ replicas: 2, image: { tag: "v1" }, resources: {} });
  });
});

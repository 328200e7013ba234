import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { diagnoseSchema } from "./diagnose-schema.ts";
import { readYaml } from "./yaml.ts";

const schema: JsonObject = {
  type: "object",
  additionalProperties: false,
  required: ["a", "b"],
  properties: {
    a: { type: "string", minLength: 2, maxLength: 50 },
    b: { type: ["integer", "string"] },
    "c/d~e": { type: "object", additionalProperties: false, properties: { list: { type: "array", items: { type: "integer", minimum: 1 }, uniqueItems: true } } },
    size: { enum: ["small", "large"] },
    fixed: { const: "v1" },
    version: { type: "string", pattern: "^\\d$", patternTitle: "Write one digit." },
    port: { type: "integer", minimum: 1, maximum: 9 },
    most: { type: "integer", maximum: 6 },
    few: { type: "array", minItems: 1, maxItems: 2 },
    names: { type: "object", propertyNames: { pattern: "^[a-z]+$", patternTitle: "Use small letters." } },
    moved: { type: "object", additionalProperties: false, properties: { imago: {} }, "x-elsewhere": { image: "images.overrides.b" } },
    odd: { type: "number", multipleOf: 2 },
    plain: { type: "string", pattern: "^x$" },
    either: { anyOf: [{ type: "string" }, { type: "boolean" }] },
    mode: { enum: ["one", "many"], "x-refused": { none: "It needs one." } },
    never: { not: {}, "x-refused": { "": "It cannot." } },
  },
};

function say(text: string): readonly string[] {
  const { source } = readYaml("f.yaml", text);
  const check = new Ajv({ allErrors: true, strict: false, verbose: true }).compile(schema);
  check(source.value);
  return diagnoseSchema(source, check.errors ?? [], "f.yaml").map((d) => `${d.code} ${d.position?.line}:${d.position?.column} ${d.message} ${d.hint}`);
}

const rows: readonly { readonly given: string; readonly want: readonly string[] }[] = [
  { given: "{ a: xy, b: 1 }", want: [] },
  { given: "{}", want: ["missing-key 1:1 f.yaml lacks `a`. Add `a`.", "missing-key 1:1 f.yaml lacks `b`. Add `b`."] },
  { given: "{ a: xy, b: true }", want: ["wrong-type 1:13 `b` is true or false, but must be a whole number or a text. Write a whole number or a text."] },
  { given: "{ a: xy, b: }", want: ["wrong-type 1:10 `b` is empty, but must be a whole number or a text. Write a whole number or a text, or remove the key."] },
  { given: "{ a: x, b: 1 }", want: ["wrong-value 1:6 `a` is `x`. Write at least 2 characters."] },
  { given: "{ a: '', b: 1 }", want: ["wrong-value 1:6 `a` is an empty text. Write at least 2 characters."] },
  { given: `{ a: ${"x".repeat(60)}, b: 1 }`, want: [`wrong-value 1:6 \`a\` is \`${"x".repeat(39)}…\`. Write at most 50 characters.`] },
  { given: "{ a: xy, b: 1, size: smal }", want: ["wrong-value 1:22 `size` is `smal`. Did you mean `small`? Allowed: small, large."] },
  { given: "{ a: xy, b: 1, size: 7 }", want: ["wrong-value 1:22 `size` is `7`. Allowed: small, large."] },
  { given: "{ a: xy, b: 1, fixed: v2 }", want: ["wrong-value 1:23 `fixed` is `v2`. Write `v1`."] },
  { given: "{ a: xy, b: 1, version: x }", want: ["wrong-value 1:25 `version` is `x`, which has not the form that is needed. Write one digit."] },
  { given: "{ a: xy, b: 1, plain: y }", want: ["wrong-value 1:23 `plain` is `y`, which has not the form that is needed. It must match ^x$."] },
  { given: "{ a: xy, b: 1, port: 10 }", want: ["wrong-value 1:22 `port` is 10. Write a number from 1 to 9."] },
  { given: "{ a: xy, b: 1, most: 7 }", want: ["wrong-value 1:22 `most` is 7. Write a number of 6 or less."] },
  { given: "{ a: xy, b: 1, few: [] }", want: ["wrong-value 1:21 `few` has no entries. Write at least 1 entry."] },
  { given: "{ a: xy, b: 1, few: [1, 2, 3] }", want: ["wrong-value 1:21 `few` has 3 entries. Write at most 2 entries."] },
  { given: "{ a: xy, b: 1, c/d~e: { list: [5, 6, 5] } }", want: ["wrong-value 1:31 `c/d~e.list` names `5` twice. Leave one of the two out."] },
  { given: "{ a: xy, b: 1, odd: 3 }", want: ["wrong-value 1:21 `odd` is `3`, which must be multiple of 2. Correct the value."] },
  { given: "{ a: xy, b: 1, names: { A1: 1 } }", want: ["wrong-value 1:25 `names` has the key `A1`, which has not the form that is needed. Use small letters."] },
  // What has its place elsewhere is sent there, whatever else is spelt alike.
  { given: "{ a: xy, b: 1, moved: { image: x } }", want: ["unknown-key 1:25 `image` is not a key of `moved`. A misspelt key would be ignored without a word, so it is refused. Did you mean `images.overrides.b`?"] },
  { given: "{ a: xy, b: 1, moved: { images: x } }", want: ["unknown-key 1:25 `images` is not a key of `moved`. A misspelt key would be ignored without a word, so it is refused. Did you mean `imago`?"] },
  // Keys with slashes and tildes, and entries of lists, have their own places.
  { given: "{ a: xy, b: 1, c/d~e: { list: [1, 0, two] } }", want: ["wrong-value 1:35 `c/d~e.list[1]` is 0. Write a number of 1 or more.", "wrong-type 1:38 `c/d~e.list[2]` is a text, but must be a whole number. Write a whole number."] },
  { given: "{ a: xy, b: 1, c/d~e: { lits: [] } }", want: ["unknown-key 1:25 `lits` is not a key of `c/d~e`. A misspelt key would be ignored without a word, so it is refused. Did you mean `list`?"] },
  // One cause, one diagnostic for each thing that would do.
  { given: "{ a: xy, b: 1, either: 3 }", want: ["wrong-type 1:24 `either` is a number, but must be a text. Write a text.", "wrong-type 1:24 `either` is a number, but must be true or false. Write true or false."] },
  // What cannot work says why; the rest is merely wrong.
  { given: "{ a: xy, b: 1, mode: none }", want: ["unsupported-setting 1:22 `mode: none` cannot work with this release of OpenIM. It needs one."] },
  { given: "{ a: xy, b: 1, mode: nine }", want: ["wrong-value 1:22 `mode` is `nine`. Did you mean `one`? Allowed: one, many."] },
  { given: "{ a: xy, b: 1, never: { x: 1 } }", want: ["unsupported-setting 1:16 `never` cannot work with this release of OpenIM. It cannot."] },
  { given: "[]", want: ["wrong-type 1:1 `f.yaml` is a list, but must be a block of keys. Write a block of keys."] },
];

describe("diagnoseSchema", () => {
  it.each(rows)("says of $given: $want", ({ given, want }) => {
    expect(say(given)).toEqual(want);
  });
});

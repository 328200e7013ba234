import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, difference, isObject, merge, setAt, type Json, type JsonObject } from "./json.ts";

describe("merge", () => {
  const rows: readonly { readonly base: JsonObject; readonly over: JsonObject; readonly want: JsonObject }[] = [
    { base: {}, over: { a: 1 }, want: { a: 1 } },
    { base: { a: 1, b: 2 }, over: { a: 3 }, want: { a: 3, b: 2 } },
    { base: { a: { x: 1, y: 2 } }, over: { a: { y: 3 } }, want: { a: { x: 1, y: 3 } } },
    { base: { a: [1, 2] }, over: { a: [3] }, want: { a: [3] } },
    { base: { a: { x: 1 } }, over: { a: null }, want: { a: null } },
    { base: { a: 1 }, over: { a: { x: 1 } }, want: { a: { x: 1 } } },
  ];
  it.each(rows)("$base and $over give $want", ({ base, over, want }) => {
    expect(merge(base, over)).toEqual(want);
  });

  it("keeps the order of the base, and changes nobody", () => {
    const base = { b: 1, a: { x: 1 } };
    const result = merge(base, { a: { x: 2 }, c: 3 });
    expect(Object.keys(result)).toEqual(["b", "a", "c"]);
    expect(base).toEqual({ b: 1, a: { x: 1 } });
  });
});

describe("difference", () => {
  const rows: readonly { readonly base: Json | undefined; readonly wanted: Json; readonly want: Json | undefined }[] = [
    { base: { a: 1 }, wanted: { a: 1 }, want: undefined },
    { base: { a: 1, b: 2 }, wanted: { a: 1, b: 3 }, want: { b: 3 } },
    { base: { a: { x: 1, y: 1 } }, wanted: { a: { x: 1, y: 2 } }, want: { a: { y: 2 } } },
    { base: { a: [1, 2] }, wanted: { a: [1, 3] }, want: { a: [1, 3] } },
    { base: { a: 1 }, wanted: {}, want: undefined },
    { base: undefined, wanted: null, want: null },
    { base: undefined, wanted: {}, want: {} },
    { base: 1, wanted: "1", want: "1" },
  ];
  it.each(rows)("from $base to $wanted is $want", ({ base, wanted, want }) => {
    expect(difference(base, wanted)).toEqual(want);
  });

  it("laid over its base gives what was wanted", () => {
    const keys = fc.constantFrom("a", "b", "c");
    const value = fc.letrec<{ v: Json }>((tie) => ({ v: fc.oneof({ maxDepth: 3 }, fc.integer({ max: 2 }), fc.boolean(), fc.array(fc.integer({ max: 1 }), { maxLength: 2 }), fc.dictionary(keys, tie("v"))) })).v;
    const object = fc.dictionary(keys, value) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(object, object, (base, over) => {
        // Nothing is taken away by laying over, so what is wanted has all keys of the base.
        const wanted = merge(base, over);
        const found = difference(base, wanted);
        expect(merge(base, isObject(found) ? found : {})).toEqual(wanted);
      }),
      { seed: 1 },
    );
  });
});

describe("at", () => {
  const value = { a: { b: [1, { c: 2 }], n: null }, t: "text" };
  const rows: readonly { readonly given: readonly string[]; readonly want: Json | undefined }[] = [
    { given: [], want: value },
    { given: ["a", "b"], want: [1, { c: 2 }] },
    { given: ["a", "n"], want: null },
    { given: ["a", "n", "x"], want: undefined },
    { given: ["t", "length"], want: undefined },
    { given: ["a", "b", "0"], want: undefined },
    { given: ["constructor"], want: undefined },
    { given: ["a", "toString"], want: undefined },
  ];
  it.each(rows)("$given is $want", ({ given, want }) => {
    expect(at(value, given)).toEqual(want);
  });
});

describe("setAt", () => {
  const rows: readonly { readonly value: JsonObject; readonly path: readonly string[]; readonly want: JsonObject }[] = [
    { value: {}, path: ["a"], want: { a: 9 } },
    { value: {}, path: ["a", "b"], want: { a: { b: 9 } } },
    { value: { a: { b: 1, c: 2 } }, path: ["a", "b"], want: { a: { b: 9, c: 2 } } },
    { value: { a: 1 }, path: ["a", "b"], want: { a: { b: 9 } } },
    { value: { a: 1 }, path: [], want: { a: 1 } },
  ];
  it.each(rows)("$path in $value gives $want", ({ value, path, want }) => {
    const before = JSON.stringify(value);
    expect(setAt(value, path, 9)).toEqual(want);
    expect(JSON.stringify(value)).toBe(before);
  });
});

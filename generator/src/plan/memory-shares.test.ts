import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { memorySharesOf } from "./memory-shares.ts";

const Mi = 2 ** 20;

/** What is allowed, in MiB, for a cache store with these facts and values. */
function allowed(facts: Readonly<Record<string, Json>>, values: JsonObject): readonly number[] {
  const { catalog } = miniCatalog();
  const store = catalog.components.get("mongodb");
  if (store === undefined) throw new Error("no store");
  return memorySharesOf({ ...store, extra: facts }, values).map((s) => s.allowed / Mi);
}

const limit = (memory: string): JsonObject => ({ limits: { memory } });
const share = { value: "cache", of: "limits.memory", atMost: 0.5 };

describe("a share of memory", () => {
  const rows: readonly { readonly name: string; readonly facts: Readonly<Record<string, Json>>; readonly values: JsonObject; readonly want: readonly number[] }[] = [
    { name: "nothing without facts", facts: {}, values: { cache: "1m", resources: limit("1Gi") }, want: [] },
    { name: "a part of the limit", facts: { memoryShares: [share] }, values: { cache: "1m", resources: limit("1Gi") }, want: [512] },
    { name: "less where more must be left", facts: { memoryShares: [{ ...share, leave: "600Mi" }] }, values: { cache: "1m", resources: limit("1Gi") }, want: [424] },
    { name: "nothing where all must be left", facts: { memoryShares: [{ ...share, leave: "2Gi" }] }, values: { cache: "1m", resources: limit("1Gi") }, want: [0] },
    { name: "what connections leave", facts: { memoryShares: [share], connections: { value: "most", each: "2Mi" } }, values: { cache: "1m", most: 400, resources: limit("1Gi") }, want: [224] },
    { name: "what the server's own number of connections leaves", facts: { memoryShares: [share], connections: { value: "most", default: 500, each: "1Mi" } }, values: { cache: "1m", resources: limit("1000Mi") }, want: [500] },
    { name: "no matter of connections that take no memory worth telling", facts: { memoryShares: [share], connections: { value: "most" } }, values: { cache: "1m", most: 99_999, resources: limit("1Gi") }, want: [512] },
    { name: "unknown without a limit", facts: { memoryShares: [share] }, values: { cache: "1m", resources: {} }, want: [] },
    { name: "unknown where the value cannot be read", facts: { memoryShares: [share] }, values: { cache: "much", resources: limit("1Gi") }, want: [] },
  ];
  it.each(rows)("$name", ({ facts, values, want }) => {
    expect(allowed(facts, values)).toEqual(want);
  });
});

import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import { at, type JsonObject } from "../model/json.ts";
import { forgiving, soundPart } from "./sound-part.ts";

describe("soundPart", () => {
  it("leaves out the entries that are wrong, and keeps the rest", () => {
    const { catalog, diagnostics } = miniCatalog({ "openim/r1/modules/worker.yaml": "name: worker\nkind: module\ndescription: Works.\nneeds: { stores: [nothing] }\n", "own/other.yaml": "name: other\n" });
    const names = [...(soundPart(catalog, diagnostics)?.components.keys() ?? [])];
    expect(names).toContain("api");
    expect(names).not.toContain("other");
    // References are looked at when all entries can be read.
    expect(names).toContain("worker");
    const alone = miniCatalog({ "openim/r1/modules/worker.yaml": "name: worker\nkind: module\ndescription: Works.\nneeds: { stores: [nothing] }\n" });
    expect([...(soundPart(alone.catalog, alone.diagnostics)?.components.keys() ?? [])]).not.toContain("worker");
  });

  it.each(["openim/r1/release.yaml", "profiles.yaml"])("is nothing without the facts of %s", (file) => {
    const { catalog, diagnostics } = miniCatalog({ [file]: "a: [\n" });
    expect(soundPart(catalog, diagnostics)).toBeUndefined();
  });
});

describe("forgiving", () => {
  const closed = (properties: JsonObject): JsonObject => ({ type: "object", additionalProperties: false, properties });
  const settings = { modules: closed({}), infra: closed({}), config: closed({}), images: closed({ overrides: closed({}) }), exposure: closed({}) };
  const schema = forgiving({ ...closed(settings), definitions: { environment: closed(settings) } });

  it.each([[], ["definitions", "environment"]].map((root) => ({ root })))("opens the blocks that speak of entries, and no other, below $root", ({ root }) => {
    const open = (...path: readonly string[]) => at(schema, [...root, ...path.flatMap((key) => ["properties", key]), "additionalProperties"]);
    expect([open("modules"), open("infra"), open("config"), open("images", "overrides")]).toEqual([true, true, true, true]);
    expect([open(), open("images"), open("exposure")]).toEqual([false, false, false]);
  });

  it("needs none of the blocks", () => {
    expect(forgiving(closed({}))).toEqual(closed({}));
  });
});

import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import type { JsonObject } from "../model/json.ts";
import { checkValues } from "./check-values.ts";
import { readYaml } from "./yaml.ts";

const schema: JsonObject = { properties: { heap: { type: "string" }, cache: { properties: { size: { type: "string" } } }, extraConfig: { type: "object", additionalProperties: { type: "string" } } } };
const entry = (more: string): string => `name: cache\nkind: store\nkey: cache\ndescription: A cache.\nports: [{ name: cache, number: 6000, protocol: tcp, service: true }]\n${more}`;
const share = (value: string): string => `memoryShares: [{ value: ${value}, of: limits.memory, atMost: 0.5 }]\n`;

describe("values that an entry speaks of", () => {
  it.each([
    { name: "none", more: "", want: [] },
    { name: "one that is there", more: share("heap"), want: [] },
    { name: "one below another", more: share("cache.size"), want: [] },
    { name: "one among free keys", more: "connections: { value: extraConfig.maxclients }\n", want: [] },
    { name: "one that is misspelt", more: share("haep"), want: ["6:25 Value `haep` does not exist in the catalogue. Did you mean `heap`?"] },
    { name: "one that is not below another", more: share("cache.heap"), want: ["6:25 Value `cache.heap` does not exist in the catalogue. Add it, or remove the reference."] },
    { name: "a limit that nobody sets", more: "connections: { value: maxConnections }\n", want: ["6:23 Value `maxConnections` does not exist in the catalogue. Add it, or remove the reference."] },
  ])("$name", ({ more, want }) => {
    const text = entry(more);
    const { catalog, diagnostics } = miniCatalog({ "infra/cache.yaml": text });
    expect(diagnostics).toEqual([]);
    const found = checkValues(catalog, () => schema, (file) => readYaml(file, text).source);
    expect(found.map((d) => `${d.position?.line}:${d.position?.column} ${d.message} ${d.hint}`)).toEqual(want);
  });

  it("have a shape", () => {
    const { diagnostics } = miniCatalog({ "infra/cache.yaml": entry("memoryShares: [{ value: heap, of: limits.cpu, atMost: half }]\n") });
    expect(diagnostics.map((d) => `${d.code} ${d.position?.line}:${d.position?.column}`)).toEqual(["wrong-value 6:35", "wrong-type 6:55"]);
  });
});

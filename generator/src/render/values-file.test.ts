import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { valuesFile } from "./values-file.ts";

const schema: JsonObject = {
  properties: {
    global: { description: "Shared.", properties: { registry: { type: "string", description: "Registry." }, unset: { type: "string", description: "Never shown." } } },
    image: { properties: { tag: { type: "string", description: "Tag. Quoted where YAML would read a number." } } },
    resources: { description: "A default of its own is written as it is.", default: {}, properties: { limits: { description: "Limits." } } },
    list: { description: "A list." },
    long: { description: `${"word ".repeat(40)}end.` },
  },
};
const values: JsonObject = { global: { registry: "" }, image: { tag: "4.10" }, resources: { limits: { cpu: "1" } }, list: [{ a: 1 }, "x"], long: true };

describe("valuesFile", () => {
  const text = valuesFile("Values of a.", schema, values);

  it("puts each value under its description, with a blank line between blocks", () => {
    expect(text.split("\nlong")[0]).toMatchInlineSnapshot(`
      "# Values of a.

      # Shared.
      global:
        # Registry.
        registry: ""

      image:
        # Tag. Quoted where YAML would read a number.
        tag: "4.10"

      # A default of its own is written as it is.
      resources:
        limits:
          cpu: "1"

      # A list.
      list:
        - a: 1
        - x

      # word word word word word word word word word word word word word word word word word word word word word word
      # word word word word word word word word word word word word word word word word word word end."
    `);
  });

  it("says what was given, and ends in one newline", () => {
    expect(parse(text)).toEqual(values);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

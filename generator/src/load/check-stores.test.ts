import { describe, expect, it } from "vitest";
import { brief, miniCatalog } from "../../test/helpers/mini.ts";

const file = "infra/cache.yaml";
const port = "ports: [{ name: cache, number: 6379, protocol: tcp, service: true }]\n";
const store = (more: string, key = "key: cache\n"): string => `name: cache\nkind: store\ndescription: A cache.\n${key}${more}`;

const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[]; readonly message?: string }[] = [
  { name: "a store with all that it needs", given: store(`${port}settings: { size: { type: integer, default: 1 } }\nexternalOnly: [size]\n`), want: [] },
  { name: "a tool, to which nobody connects as to a store", given: store("", ""), want: [] },
  { name: "no port for clients", given: store("ports: [{ name: cache, number: 6379, protocol: tcp }]\n"), want: ["wrong-value 5:1"], message: "service: true" },
  { name: "no port at all", given: store(""), want: ["wrong-value 1:1"] },
  // Of two in one catalogue, the later name is to blame.
  { name: "the block of another store", given: store(port, "key: kafka\n"), want: ["duplicate-name 3:6"], message: "cat/infra/cache.yaml" },
  { name: "a block that is no store's", given: store(port, "key: credentials\n"), want: ["wrong-value 4:6"], message: "means something else" },
  { name: "a block that no template could read", given: store(port, "key: big-cache\n"), want: ["wrong-value 4:6"], message: "no template" },
  { name: "a Secret of what has no block", given: store("secret: { description: the password, keys: {} }\n", ""), want: ["missing-key 4:1"], message: "lacks `key`" },
  { name: "a setting that is not there", given: store(`${port}settings: { size: { type: integer, default: 1 } }\nexternalOnly: [size, sice]\n`), want: ["catalog-reference 7:22"], message: "Setting `sice`" },
];

describe("checkStores", () => {
  it.each(rows)("$name: $want", ({ given, want, message = "" }) => {
    const { diagnostics } = miniCatalog({ [file]: given });
    expect(diagnostics.map(brief)).toEqual(want);
    expect(diagnostics.map((d) => d.message).join()).toContain(message);
  });
});

import { describe, expect, it } from "vitest";
import { brief, miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { graph } from "../../plan/graph.ts";
import { unneeded } from "./unneeded.ts";

const store = (more: string): string => `name: cache\nkind: store\nkey: cache\ndescription: A cache.\nports: [{ name: cache, number: 6000, protocol: tcp, service: true }]\n${more}`;
const user = "name: reader\nkind: module\ndescription: Reads.\nneeds: { stores: [cache] }\n";

const rows: readonly { readonly name: string; readonly given: string; readonly entry: string; readonly user?: string; readonly want: readonly string[] }[] = [
  { name: "on, for nobody", given: "infra: { cache: { mode: builtin } }\n", entry: "enabled: false\n", want: ["infra-unneeded 1:25"] },
  { name: "on of itself, for nobody", given: "{}\n", entry: "", want: ["infra-unneeded"] },
  { name: "off", given: "{}\n", entry: "enabled: false\n", want: [] },
  { name: "external", given: "infra: { cache: { mode: external, addresses: [\"c:6000\"] } }\n", entry: "", want: [] },
  { name: "on, for a module", given: "{}\n", entry: "", user, want: [] },
  { name: "on, for a module that is off", given: "modules: { reader: { enabled: false } }\ninfra: { cache: { mode: builtin } }\n", entry: "", user, want: ["infra-unneeded 2:25"] },
  { name: "on, for a module that is off of itself", given: "infra: { cache: { mode: builtin } }\n", entry: "", user: `${user}enabled: false\n`, want: ["infra-unneeded 1:25"] },
  { name: "a tool, which has no clients by its nature", given: "observability: { enabled: true }\n", entry: "switch: observability\n", want: [] },
];

describe("stores for nobody", () => {
  it.each(rows)("$name: $want", ({ given, entry, user: module, want }) => {
    const { catalog } = miniCatalog({ "infra/cache.yaml": store(entry), ...(module === undefined ? {} : { "openim/r1/modules/reader.yaml": module }) });
    expect(unneeded({ ...ruleContext(given), catalog, edges: graph(catalog) }).map(brief)).toEqual(want);
  });
});

import { describe, expect, it } from "vitest";
import { brief, miniCatalog, ruleContext, said } from "../../../test/helpers/mini.ts";
import { stores } from "./stores.ts";

const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[] }[] = [
  { name: "nothing said", given: "{}\n", want: [] },
  { name: "built in", given: "infra:\n  mongodb: { mode: builtin }\n", want: [] },
  { name: "external, complete", given: "infra:\n  mongodb: { mode: external, addresses: [\"db:27017\"], existingSecret: db }\n", want: [] },
  { name: "external without an address", given: "infra:\n  mongodb: { mode: external, existingSecret: db }\n", want: ["external-without-address 2:20"] },
  { name: "external with an empty list", given: "infra:\n  mongodb: { mode: external, addresses: [], existingSecret: db }\n", want: ["external-without-address 2:20"] },
  { name: "external without a Secret", given: "infra:\n  mongodb: { mode: external, addresses: [\"db:27017\"] }\n", want: ["external-without-secret 2:20"] },
  { name: "external with an empty name of a Secret", given: "infra:\n  mongodb: { mode: external, addresses: [\"db:27017\"], existingSecret: \"\" }\n", want: ["external-without-secret 2:20"] },
  { name: "external without both", given: "infra:\n  mongodb: { mode: external }\n", want: ["external-without-address 2:20", "external-without-secret 2:20"] },
  { name: "external, of a store that may be without login", given: "infra:\n  kafka: { mode: external, addresses: [\"k:9092\"] }\n", want: [] },
  { name: "external, of a store that has no credentials", given: "infra:\n  registry: { mode: external, addresses: [\"r:2379\"] }\n", want: [] },
  { name: "addresses of a built-in store", given: "infra:\n  mongodb: { addresses: [\"db:27017\"] }\n", want: ["address-on-builtin 2:25"] },
  { name: "off, though needed", given: "infra:\n  kafka: { mode: off }\n", want: ["infra-off 2:18"] },
  { name: "off, and all that need it as well", given: "infra: { kafka: { mode: off } }\nmodules: { worker: { enabled: false } }\n", want: [] },
  { name: "off, needed by nobody", given: "infra: { mysql: { mode: off } }\n", want: [] },
  { name: "addresses of a store that is off", given: "infra: { mysql: { addresses: [\"db:3306\"] } }\n", want: [] },
];

describe("stores", () => {
  it.each(rows)("$name: $want", ({ given, want }) => {
    expect(said(stores, given)).toEqual(want);
  });

  it("names those that need a store that is off", () => {
    const [found] = stores(ruleContext("infra: { registry: { mode: off } }\n"));
    expect(found?.message).toContain("api, worker");
  });

  const settings = "{ version: { type: integer, default: 1 }, tls: { type: object, properties: { enabled: { type: boolean, default: false }, name: { type: string, default: \"\" } } }, database: { type: string, default: app } }";
  const { catalog } = miniCatalog({ "infra/registry.yaml": `name: registry\nkind: store\nkey: registry\ndescription: A registry.\nports: [{ name: client, number: 2379, protocol: tcp, service: true }]\nsettings: ${settings}\nexternalOnly: [version, tls]\n` });
  const external = "mode: external, addresses: [\"r:2379\"]";
  const told: readonly { readonly given: string; readonly want: readonly string[] }[] = [
    { given: "infra: { registry: { version: 2 } }\n", want: ["external-setting-on-builtin 1:31"] },
    { given: "infra: { registry: { version: 1 } }\n", want: [] },
    { given: `infra: { registry: { ${external}, version: 2 } }\n`, want: [] },
    { given: "infra: { registry: { tls: { enabled: true } } }\n", want: ["external-setting-on-builtin 1:27"] },
    { given: "infra: { registry: { tls: { enabled: false } } }\n", want: [] },
    { given: `infra: { registry: { ${external}, tls: { enabled: true, name: a } } }\n`, want: [] },
    { given: "infra: { registry: { database: other } }\n", want: [] },
  ];
  it.each(told)("says of $given, where version and tls are of external stores only: $want", ({ given, want }) => {
    expect(stores({ ...ruleContext(given), catalog }).map(brief)).toEqual(want);
  });

  it("looks at each environment by itself", () => {
    const text = "infra: { mongodb: { mode: external } }\nenvironments:\n  dev: { infra: { mongodb: { mode: builtin } } }\n  prod: {}\n";
    expect(said(stores, text, "dev")).toEqual([]);
    expect(said(stores, text, "prod")).toEqual(["external-without-address 1:27", "external-without-secret 1:27"]);
  });
});

import { describe, expect, it } from "vitest";
import { brief, miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { clientAddresses } from "./client-addresses.ts";

/** The small catalogue, whose MongoDB and door have addresses for clients. */
const { catalog: mini } = miniCatalog();
const components = new Map([...mini.components].map(([name, c]) => [name, { ...c, extra: { ...c.extra, ...(["mongodb", "door"].includes(name) ? { clientAddresses: ["public"] } : {}) } }]));
const config = new Map([...mini.config].map(([id, file]) => [id, { ...file, keys: file.keys.map((key) => (key.path.join(".") === "vendorKey" ? { ...key, client: true } : key)) }]));
const said = (text: string): readonly string[] => clientAddresses({ ...ruleContext(text), catalog: { ...mini, components, config } }).map(brief);

describe("client addresses", () => {
  it.each([
    { name: "a URL on loopback", given: "infra: { mongodb: { mode: external, public: 'https://127.0.0.1:9000/x' } }\n", want: ["url-loopback 1:45"] },
    { name: "a placeholder", given: "modules: { door: { public: your-domain.com } }\n", want: ["url-placeholder 1:28"] },
    { name: "a name of the cluster", given: "modules: { door: { public: a.b.svc } }\n", want: ["url-private 1:28"] },
    { name: "a private address", given: "modules: { door: { public: 10.0.0.1 } }\n", want: ["url-private 1:28", "url-address 1:28"] },
    { name: "a key of a configuration file", given: "config: { worker: { vendorKey: 'wss://[::1]:7880' } }\n", want: ["url-loopback 1:32"] },
    { name: "a private name in an intranet", given: "exposure: { intranet: true }\nmodules: { door: { public: im.corp } }\n", want: [] },
    { name: "one of a store that is built in, which is refused otherwise", given: "infra: { mongodb: { public: localhost } }\n", want: [] },
    { name: "a public one", given: "modules: { door: { public: im.acme.io } }\n", want: [] },
    { name: "none", given: "modules: { door: { public: '' } }\n", want: [] },
    { name: "something that is no text", given: "modules: { door: { public: 5 } }\n", want: [] },
  ])("$name", ({ given, want }) => expect(said(given)).toEqual(want));
});

import { describe, expect, it } from "vitest";
import { ruleContext, said } from "../../../test/helpers/mini.ts";
import { configuration } from "./configuration.ts";

const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[]; readonly by?: string }[] = [
  { name: "a key that nobody owns", given: "config: { share: { limit: 5 }, api: { api: { level: 2 } } }\n", want: [] },
  { name: "a fixed key", given: "config:\n  api:\n    api: { ports: [10002] }\n", want: ["owned-key 3:19"], by: "to [10002], on which probes" },
  { name: "the pod's address", given: "config: { api: { registerIP: 10.0.0.1 } }\n", want: ["owned-key 1:30"], by: "pod's own address" },
  { name: "a secret", given: "config: { share: { secret: x } }\n", want: ["owned-key 1:28"], by: "the key secret of a Secret" },
  { name: "a computed key", given: "config: { mongodb: { database: x, address: [a] } }\n", want: ["owned-key 1:44", "owned-key 1:32"], by: "from mongodb.addresses" },
];

describe("configuration", () => {
  it.each(rows)("$name: $want", ({ given, want, by = "" }) => {
    expect(said(configuration, given)).toEqual(want);
    expect(configuration(ruleContext(given))[0]?.message ?? "").toContain(by);
  });
});

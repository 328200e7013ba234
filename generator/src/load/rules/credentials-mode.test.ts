import { describe, expect, it } from "vitest";
import { brief, miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { credentialsMode } from "./credentials-mode.ts";

const { catalog } = miniCatalog();
const of = (text: string, environment?: string) => credentialsMode({ ...ruleContext(text, environment), catalog });

const stores = "mongodb: { existingSecret: db }, kafka: { existingSecret: log }";
const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[]; readonly says?: string }[] = [
  { name: "nothing said", given: "{}\n", want: [] },
  { name: "generated", given: "credentials: { mode: generated }\n", want: [] },
  { name: "existing, without any", given: "credentials: { mode: existing }\n", want: ["existing-without-secret 1:22"], says: "none: `credentials.im.existingSecret`, `infra.kafka.existingSecret`, `infra.mongodb.existingSecret`." },
  { name: "existing, with all", given: `credentials: { mode: existing, im: { existingSecret: im } }\ninfra: { ${stores} }\n`, want: [] },
  { name: "existing, with all but one", given: `credentials: { mode: existing }\ninfra: { ${stores} }\n`, want: ["existing-without-secret 1:22"], says: "none: `credentials.im.existingSecret`." },
  { name: "existing, with an empty name", given: `credentials: { mode: existing, im: { existingSecret: "" } }\ninfra: { ${stores} }\n`, want: ["existing-without-secret 1:22"] },
  // What an external store needs is said of the store.
  { name: "existing, with stores that are not ours", given: "credentials: { mode: existing, im: { existingSecret: im } }\ninfra: { mongodb: { mode: external }, kafka: { mode: off } }\n", want: [] },
  { name: "existing, where nobody reads OpenIM's own", given: `credentials: { mode: existing }\ninfra: { ${stores} }\nmodules: { api: { enabled: false }, worker: { enabled: false } }\n`, want: [] },
  { name: "derived", given: "credentials: { mode: derived }\n", want: ["derived-master 1:22"], says: "never stands in this file" },
];

describe("credentialsMode", () => {
  it.each(rows)("$name: $want", ({ given, want, says = "" }) => {
    const found = of(given);
    expect(found.map(brief)).toEqual(want);
    expect(found.map((d) => d.message).join()).toContain(says);
  });

  it("says where the master goes, as a note", () => {
    expect(of("credentials: { mode: derived }\n")).toMatchObject([{ severity: "note", hint: expect.stringContaining("--set global.openim.credentials.master=") as string }]);
  });

  it("looks at each environment by itself", () => {
    const text = `environments:\n  dev: {}\n  prod: { credentials: { mode: existing, im: { existingSecret: im } }, infra: { ${stores} } }\n  next: { credentials: { mode: existing } }\n`;
    expect([of(text, "dev"), of(text, "prod"), of(text, "next")].map((found) => found.map(brief))).toEqual([[], [], ["existing-without-secret 4:32"]]);
  });
});

import { describe, expect, it } from "vitest";
import { ruleContext, said } from "../../../test/helpers/mini.ts";
import { modules } from "./modules.ts";

const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[] }[] = [
  { name: "all on", given: "{}\n", want: [] },
  { name: "off, though called", given: "modules:\n  worker: { enabled: false }\n", want: ["module-off 2:22"] },
  { name: "off, and all callers too", given: "modules: { worker: { enabled: false }, api: { enabled: false }, cron: { enabled: false } }\n", want: [] },
  { name: "off, one caller left", given: "modules:\n  api: { enabled: false }\n  worker: { enabled: false }\n", want: ["module-off 3:22"] },
  { name: "off, only a door leads there", given: "modules: { page: { enabled: false } }\n", want: [] },
  { name: "off, called by nobody", given: "modules: { cron: { enabled: false } }\n", want: [] },
];

describe("modules", () => {
  it.each(rows)("$name: $want", ({ given, want }) => {
    expect(said(modules, given)).toEqual(want);
  });

  it("names the callers", () => {
    expect(modules(ruleContext("modules: { worker: { enabled: false } }\n"))[0]?.message).toContain("api, cron call");
  });
});

import { describe, expect, it } from "vitest";
import { miniCatalog, ruleContext } from "../../../test/helpers/mini.ts";
import { neededSettings } from "./needed-settings.ts";

const { catalog } = miniCatalog({
  "openim/r1/config/server/hooks.yml": "# Hooks.\n\n# Vendor.\n# @needs a: secret push; b: b.file, b.url\nvendor: none\n# B.\nb:\n  # File.\n  file: \"\"\n  # URL.\n  url: \"\"\n# On.\n# @needs true: b.url\non: false\n",
});
const said = (text: string): readonly string[] => neededSettings({ ...ruleContext(text), catalog }).map((d) => `${d.code} ${d.position?.line}:${d.position?.column} ${d.message}`);

describe("needed settings", () => {
  it.each([
    { given: "config: { hooks: { vendor: a } }\n", want: "`config.hooks.vendor: a` is set without `credentials.push.existingSecret`." },
    { given: "config: { hooks: { vendor: b } }\n", want: "`config.hooks.vendor: b` is set without `config.hooks.b.file` or `config.hooks.b.url`." },
    { given: "config: { hooks: { on: true } }\n", want: "`config.hooks.on: true` is set without `config.hooks.b.url`." },
    { given: "config: { hooks: { on: true, b: { url: '' } } }\n", want: "`config.hooks.on: true` is set without `config.hooks.b.url`." },
  ])("$given is refused", ({ given, want }) => expect(said(given)).toEqual([expect.stringContaining(want)]));

  it.each([
    "credentials: { push: { existingSecret: p } }\nconfig: { hooks: { vendor: a } }\n",
    "config: { hooks: { vendor: b, b: { url: x } } }\n",
    "config: { hooks: { vendor: none, on: false } }\n",
    "config: { hooks: { vendor: toString } }\n",
    "{}\n",
  ])("%s passes", (given) => expect(said(given)).toEqual([]));
});

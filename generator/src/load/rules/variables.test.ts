import { describe, expect, it } from "vitest";
import { ruleContext } from "../../../test/helpers/mini.ts";
import { variables } from "./variables.ts";

const said = (module: string, name: string): string => variables(ruleContext(`modules: { ${module}: { extraEnv: [{ name: ${name}, value: x }] } }\n`)).map((d) => `${d.position?.line}:${d.position?.column} ${d.message} ${d.hint}`).join("\n");

describe("variables", () => {
  it.each([
    { module: "worker", name: "IMENV_SHARE_LIMIT", want: ["wins over `config.share.limit`", "and set `config.share.limit`"] },
    // Its path in the file says nothing about the file.
    { module: "worker", name: "USER_TOPIC", want: ["wins over `config.local-cache.user.topic`", "the charts set this key themselves"] },
    { module: "api", name: "IMENV_SHARE_SECRET", want: ["the charts set this key themselves"] },
    { module: "worker", name: "IMENV_SHARE_LIMITS", want: ["ignores it without a word", "Did you mean the setting `config.share.limit`?"] },
    { module: "worker", name: "IMENV_ANYTHING_ELSE_AT_ALL", want: ["ignores it without a word", "what can be set stands below `config`"] },
  ])("$name of $module is refused", ({ module, name, want }) => {
    for (const text of want) expect(said(module, name)).toContain(text);
    expect(said(module, name)).toMatch(new RegExp(`^1:\\d+ \`${module}\` would get the variable`));
  });

  it.each([
    { module: "worker", name: "GOGC" },
    // A program that reads none of these files may call a variable what it likes.
    { module: "page", name: "IMENV_SHARE_LIMIT" },
  ])("$name of $module is left alone", ({ module, name }) => expect(said(module, name)).toBe(""));
});

import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../model/diagnostic.ts";
import { github } from "./github.ts";
import { pretty } from "./pretty.ts";

const text = "a: 1\nmodules:\n  openim-api: { replica: 2 }\n";
const wrong: Diagnostic = {
  code: "unknown-key",
  severity: "error",
  title: "Unknown key",
  message: "`replica` is not a key.",
  hint: "Did you mean `replicas`?",
  position: { file: "openim.yaml", line: 3, column: 17, endColumn: 24 },
  related: [{ message: "first here", position: { file: "openim.yaml", line: 1, column: 1 } }],
};
const nowhere: Diagnostic = { code: "x", severity: "warning", title: "Odd", message: "One\nand two.", hint: "Look." };
const note: Diagnostic = { code: "n", severity: "note", title: "N", message: "Mind this.", hint: "Or not.", position: { file: "f", line: 1, column: 2 } };
const options = { color: false, textOf: (file: string) => (file === "openim.yaml" ? text : undefined) };

describe("pretty", () => {
  it("shows place, frame with carets, reason, fix and what else to see", () => {
    expect(pretty([wrong], options)).toMatchInlineSnapshot(`
      "error Unknown key [unknown-key]
        at openim.yaml:3:17
          2 | modules:
        > 3 |   openim-api: { replica: 2 }
            |                 ^^^^^^^
          4 |
        \`replica\` is not a key.
        fix: Did you mean \`replicas\`?
        see openim.yaml:1:1: first here"
    `);
  });

  it("does without a place, and without the text of a file", () => {
    expect(pretty([nowhere], options)).toBe("warning Odd [x]\n  One\n  and two.\n  fix: Look.");
    expect(pretty([{ ...wrong, position: { file: "gone", line: 1, column: 1 }, related: [] }], options)).toBe("error Unknown key [unknown-key]\n  at gone:1:1\n  `replica` is not a key.\n  fix: Did you mean `replicas`?");
  });

  it("gives notes one line each, last", () => {
    expect(pretty([note, nowhere], options)).toBe("warning Odd [x]\n  One\n  and two.\n  fix: Look.\n\nnote f:1:2: Mind this. Or not.");
  });

  it("paints only when asked", () => {
    expect(pretty([wrong], options)).not.toContain("\u001b");
    expect(pretty([wrong], { ...options, color: true })).toContain("\u001b[31m");
  });
});

describe("github", () => {
  it("gives one command each, with everything escaped that would end it", () => {
    expect(github([{ ...wrong, message: "50% of\nall: a,b" }, nowhere, note]).split("\n")).toEqual([
      "::error file=openim.yaml,line=3,col=17,title=Unknown key [unknown-key]::50%25 of%0Aall: a,b Did you mean `replicas`?",
      "::warning title=Odd [x]::One%0Aand two. Look.",
      "::notice file=f,line=1,col=2,title=N [n]::Mind this. Or not.",
    ]);
    expect(github([{ ...note, title: "a: b, c" }])).toContain("title=a%3A b%2C c [n]::");
  });
});

import { describe, expect, it } from "vitest";
import { codes } from "../model/codes.ts";
import { errorReference } from "./error-reference.ts";

const text = errorReference({
  "Q-20": { problem: "A placeholder stays." },
  "Q-99": { problem: "Something else.", where: "docs", how: "README." },
});

describe("errorReference", () => {
  it("has a heading for each code, which is its anchor", () => {
    expect([...text.matchAll(/^### (.+)$/gm)].map((m) => m[1])).toEqual(expect.arrayContaining(Object.keys(codes)));
    expect(text.match(/^### /gm)).toHaveLength(Object.keys(codes).length);
  });

  it("shows texts with placeholders that Markdown does not swallow", () => {
    expect(text).toContain("> `<key>` is not a key of \\<at>.");
    expect(text).toContain("Fix: Did you mean `<near>`? Or: Known here: \\<known>.");
    // Outside of code every opening bracket is escaped.
    for (const line of text.split("\n")) expect(line.replaceAll(/`[^`]*`/g, "")).not.toMatch(/(^|[^\\])</);
  });

  it("says what was reported, and by what it is answered", () => {
    expect(text).toMatch(/### url-placeholder\n[^#]*\nAnswers Q-20 of the \[reported problems\]\(#reported-problems\)\./);
    // Ids of other lists say nothing to readers.
    expect(text).not.toContain("S2-15");
    expect(text).toMatch(/^\| Q-20 \| A placeholder stays\. \|.*\[url-placeholder\]\(#url-placeholder\).* \|  \|$/m);
    expect(text).toContain("| Q-99 | Something else. | Documents | README. |\n");
  });

  it("speaks of severity", () => {
    expect(text).toContain("### url-example\n\n**Example host name.** Note:");
    expect(text).toContain("### url-address\n\n**Address instead of a name.** Warning:");
  });

  it("ends in one newline, with no blank lines together", () => {
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toContain("\n\n\n");
  });
});

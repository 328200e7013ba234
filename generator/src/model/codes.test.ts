import { describe, expect, it } from "vitest";
import { codes, diagnose, subjects, type Code } from "./codes.ts";

const all = Object.keys(codes) as Code[];

describe("codes", () => {
  it.each(all)("%s says what, why and what to do, in whole sentences", (code) => {
    const params = new Proxy({}, { get: (_, name) => `${String(name)}` }) as never;
    const d = diagnose(code, params);
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(d.title).toMatch(/^[A-Zh].*[^.]$/);
    expect(d.message.length).toBeGreaterThan(3);
    expect(d.hint).not.toBe("");
    expect(`${d.title} ${d.message} ${d.hint}`).not.toContain("undefined");
  });

  it("stand under exactly one subject each", () => {
    expect(subjects.flatMap((s) => s.codes).sort()).toEqual([...all].sort());
  });
});

describe("diagnose", () => {
  it("fills in texts, place and related places", () => {
    const position = { file: "f", line: 1, column: 2 };
    expect(diagnose("missing-key", { key: "name", at: "`a`" }, position, [{ message: "there" }])).toEqual({
      code: "missing-key",
      severity: "error",
      title: "Missing key",
      message: "`a` lacks `name`.",
      hint: "Add `name`.",
      position,
      related: [{ message: "there" }],
    });
    expect(diagnose("missing-key", { key: "name", at: "`a`" })).not.toHaveProperty("position");
  });
});

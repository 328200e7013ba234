import { describe, expect, it } from "vitest";
import { createEngine, isTemplateFailure } from "./engine.ts";

const engine = createEngine(new Map([["labels", "app: <% name %>\nhelm: {{ .Release.Name }}\n"], ["deep", "<%> labels %>"]]));

describe("createEngine", () => {
  const rows = [
    { name: "a tag", given: "name: <% name %>", want: "name: a" },
    { name: "Helm's own tags", given: "x: {{ .Values.x | quote }} {{- end }}", want: "x: {{ .Values.x | quote }} {{- end }}" },
    { name: "a tag inside one of Helm's", given: '{{ include "<% name %>.labels" . }}', want: '{{ include "a.labels" . }}' },
    { name: "single braces, and three", given: "{ a: 1 } {{{ x }}} }}", want: "{ a: 1 } {{{ x }}} }}" },
    { name: "no escaping", given: "<% html %>", want: "<b> & \"c\"" },
    { name: "a condition alone on its line leaves no line", given: "a\n<%#if yes%>\nb\n<%/if%>\nc\n", want: "a\nb\nc\n" },
    { name: "a condition that is false", given: "a\n<%#if no%>\nb\n<%else%>\nc\n<%/if%>\n", want: "a\nc\n" },
    { name: "a list, with its surroundings", given: "<%#each list%>\n- <% this %> of <% ../name %>\n<%/each%>\n", want: "- 1 of a\n- 2 of a\n" },
    { name: "a fragment, as it is", given: "x:\n  <%> labels %>\n", want: "x:\n  app: a\nhelm: {{ .Release.Name }}\n" },
    { name: "a fragment of a fragment", given: "<%> deep %>", want: "app: a\nhelm: {{ .Release.Name }}\n" },
    { name: "what is not there", given: "[<% nothing.at.all %>]", want: "[]" },
    { name: "braces in values", given: "<% braces %>", want: "{{ .Values.y }}" },
  ];
  it.each(rows)("renders $name", ({ given, want }) => {
    expect(engine.render("t", given, { name: "a", html: "<b> & \"c\"", yes: true, no: false, list: [1, 2], braces: "{{ .Values.y }}" })).toBe(want);
  });

  const broken = [
    { name: "a block that does not end", given: "a\n<%#if x%>\nb\n", line: 4 },
    { name: "a block that ends as another", given: "a\n<%#if x%>\n<%/each%>\n", line: 2 },
    { name: "a fragment that is not there", given: "a\n<%> nothing %>\n", line: 2, message: "nothing" },
    { name: "a helper that is not there", given: "a\nb\n<% nothing x %>\n", line: 3, message: "nothing" },
  ];
  it.each(broken)("says where $name is wrong", ({ given, line, message = "" }) => {
    let failure: unknown;
    try {
      engine.render("module/x.yaml", given, { x: true });
    } catch (error) {
      failure = error;
    }
    expect(isTemplateFailure(failure)).toBe(true);
    expect(failure).toMatchObject({ template: "module/x.yaml", line });
    expect(String(failure)).toContain(message);
  });

  it("lets one engine's fragments be its own", () => {
    expect(createEngine(new Map([["labels", "other"]])).render("t", "<%> labels %>", {})).toBe("other");
    expect(engine.render("t", "<%> labels %>", { name: "b" })).toBe("app: b\nhelm: {{ .Release.Name }}\n");
  });
});

describe("isTemplateFailure", () => {
  it.each([new Error("x"), new TypeError("y"), "text", undefined])("is false for %s", (given) => {
    expect(isTemplateFailure(given)).toBe(false);
  });
});

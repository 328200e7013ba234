import { expect, it } from "vitest";
import { withoutComments } from "./without-comments.ts";

it.each([
  { given: "a {{/* x */}} b", want: "a             b" },
  { given: "{{- /* one\ntwo */ -}}\nc", want: "          \n          \nc" },
  { given: "{{ .Values.a }} # {{/* x", want: "{{ .Values.a }} # {{/* x" },
])("blanks comments of $given, and keeps every line and column", ({ given, want }) => {
  expect(withoutComments(given)).toBe(want);
});

import { describe, expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { brief } from "../../test/helpers/mini.ts";
import { pureTemplates } from "./pure-templates.ts";

const nobody = {} as Plan;
const path = "charts/a/templates/x.yaml";

const rows: readonly { readonly given: string; readonly want: readonly string[] }[] = [
  { given: "a: {{ .Values.x | quote }}\n", want: [] },
  { given: "a: {{ randAlphaNum 8 }}\n", want: ["impure-template 1:4"] },
  { given: "a: 1\nb: {{ now | date \"2006\" }}\n", want: ["impure-template 2:4"] },
  { given: "a: {{ (lookup \"v1\" \"Secret\" .Release.Namespace \"x\").data }}\n", want: ["impure-template 1:4"] },
  { given: "{{- $ca := genCA \"x\" 365 }}\n", want: ["impure-template 1:1"] },
  { given: "{{ if .x }}a{{ end }} {{ uuidv4 }} {{ htpasswd \"a\" \"b\" }}\n", want: ["impure-template 1:23", "impure-template 1:36"] },
  // An action may go over several lines.
  { given: "a: {{ include \"b\" (dict\n  \"x\" (randBytes 8)) }}\n", want: ["impure-template 1:4"] },
  // Names of values, variables, texts and comments are no functions.
  { given: "a: {{ .Values.env }} {{ .Values.date.now }}\n", want: [] },
  { given: "{{- $env := .Values.x }}{{ $env }}{{ $now.date }}\n", want: [] },
  { given: "a: {{ include \"x.now\" . }} {{ printf \"lookup %s\" .a }}\n", want: [] },
  { given: "a: {{ `now` | quote }}\n", want: [] },
  { given: "{{/* lookup and now are\n  not used */}}\n", want: [] },
  { given: "now: lookup env date\n", want: [] },
];

describe("pureTemplates", () => {
  it.each(rows)("says $want about $given", ({ given, want }) => {
    const found = pureTemplates(new Map([[path, given]]), nobody);
    expect(found.map(brief)).toEqual(want);
    expect(found.every((d) => d.position?.file === path)).toBe(true);
  });

  it("looks at templates only", () => {
    expect(pureTemplates(new Map([["charts/a/README.md", "{{ now }}"]]), nobody)).toEqual([]);
  });
});

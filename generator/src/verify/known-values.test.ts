import { describe, expect, it } from "vitest";
import { brief } from "../../test/helpers/mini.ts";
import type { ChartPlan, Plan } from "../model/plan.ts";
import { knownValues } from "./known-values.ts";

const schema = {
  additionalProperties: false,
  properties: {
    global: { properties: { openim: { additionalProperties: false, properties: { url: { type: "string" } } } } },
    image: { additionalProperties: false, properties: { tag: { type: "string" } } },
    labels: { type: "object" },
  },
};
const plan = { charts: [{ name: "a", schema } as unknown as ChartPlan] } as unknown as Plan;

const rows: readonly { readonly given: string; readonly want: readonly string[] }[] = [
  { given: "a: {{ .Values.image.tag }}\n", want: [] },
  { given: "a: {{ $.Values.global.openim.url }}\n", want: [] },
  // A block without described keys may hold anything; one with them is only read where it is described.
  { given: "a: {{ .Values.labels.any.thing }}\n", want: [] },
  { given: "a: {{ .Values.global.foreign }}\n", want: ["unknown-value 1:7"] },
  { given: "a: {{ .Values.image }}\n", want: [] },
  { given: "a: {{ .Values.imgae.tag }}\n", want: ["unknown-value 1:7"] },
  { given: "x: 1\na: {{ .Values.image.tga | quote }} {{ .Values.global.openim.uri }}\n", want: ["unknown-value 2:7", "unknown-value 2:39"] },
  { given: "{{/* .Values.nothing */}}\n", want: [] },
];

describe("knownValues", () => {
  it.each(rows)("says $want about $given", ({ given, want }) => {
    expect(knownValues(new Map([["charts/a/templates/x.yaml", given]]), plan).map(brief)).toEqual(want);
  });

  it("names the value, and looks at each chart's own templates", () => {
    const tree = new Map([["charts/a/templates/x.yaml", "{{ .Values.nothing }}\n"], ["charts/ab/templates/x.yaml", "{{ .Values.nothing }}\n"], ["charts/a/README.md", "{{ .Values.nothing }}\n"]]);
    expect(knownValues(tree, plan).map((d) => [d.position?.file, d.message.includes("`.Values.nothing`")])).toEqual([["charts/a/templates/x.yaml", true]]);
  });
});

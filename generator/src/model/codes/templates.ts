import { entry } from "./entry.ts";

/** Templates of charts. */
export const templateCodes = {
  "chart-template": entry<{ reason: string }>({
    severity: "error",
    title: "Template does not render",
    message: (p) => p.reason,
    hint: () => "Correct the template below generator/templates.",
  }),
  "impure-template": entry<{ function: string }>({
    severity: "error",
    title: "Impure template function",
    answers: ["S2-35"],
    message: (p) => `\`${p.function}\` gives another result at every render, so upgrades and GitOps would never settle.`,
    hint: () => "Make the value from values, or in a Job.",
  }),
  "unknown-value": entry<{ path: string }>({
    severity: "error",
    title: "Template reads a value that nobody can set",
    message: (p) => `\`.Values.${p.path}\` is not in the values schema of this chart.`,
    hint: () => "Describe it in the kind's values.schema.yaml, or correct the name.",
  }),
} as const;

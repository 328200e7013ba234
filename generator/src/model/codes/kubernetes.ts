import { entry } from "./entry.ts";

/** Rendered objects, by themselves and against each other. */
export const kubernetesCodes = {
  "dangling-reference": entry<{ object: string; reference: string }>({
    severity: "error",
    title: "Reference to an object that is not rendered",
    message: (p) => `${p.object} refers to ${p.reference}, which nothing in this render provides.`,
    hint: () => "Correct the name in the template, or render what it names.",
  }),
  "selector-clash": entry<{ object: string; matches: string }>({
    severity: "error",
    title: "Selector does not match exactly one workload",
    message: (p) => `The selector of ${p.object} matches ${p.matches}.`,
    hint: () => "Use the component's own selector labels.",
  }),
  "missing-variable": entry<{ object: string; container: string; script: string; variable: string }>({
    severity: "error",
    title: "Variable that a script reads and nobody sets",
    message: (p) => `${p.object}: \`${p.script}\` reads ${p.variable}, which the container ${p.container} does not have: the script would stop there, or go on with nothing.`,
    hint: () => "Set it under `env` of the container, correct the name, or give it a default in the script: `${NAME:-}`.",
  }),
  "dead-variable": entry<{ object: string; variable: string }>({
    severity: "error",
    title: "Variable that no configuration key takes",
    answers: ["F-13"],
    message: (p) => `${p.object} sets ${p.variable}, but no mounted file has that key: the program would ignore it without a word.`,
    hint: () => "Correct the variable, or add the key to the configuration file.",
  }),
  "dead-address": entry<{ object: string; address: string; where: string }>({
    severity: "error",
    title: "Address that nothing answers",
    answers: ["F-05", "Q-13"],
    message: (p) => `${p.object} is told to connect to ${p.address} (${p.where}), but no Service of this render answers there, and no value names it.`,
    hint: () => "Correct the name or the port, or name the site's own server in the values.",
  }),
  "closed-address": entry<{ object: string; to: string; port: number; where: string }>({
    severity: "error",
    title: "Address that a network policy keeps closed",
    message: (p) => `${p.object} is told to connect to port ${p.port} of ${p.to} (${p.where}), but the network policies of this render do not let it.`,
    hint: () => "Say in the catalogue, under `needs`, that it connects there, or correct the port in the policies.",
  }),
  "kubernetes-schema": entry<{ object: string; reason: string }>({
    severity: "error",
    title: "Not a valid Kubernetes object",
    message: (p) => `${p.object}: ${p.reason}`,
    hint: () => "Correct the template that renders it.",
  }),
  "helm-lint": entry<{ chart: string; reason: string }>({
    severity: "error",
    title: "helm lint refuses the chart",
    message: (p) => `${p.chart}: ${p.reason}`,
    hint: () => "Correct the template or its values schema.",
  }),
  "helm-template": entry<{ environment: string; reason: string }>({
    severity: "error",
    title: "helm template fails",
    message: (p) => `With the values of ${p.environment}: ${p.reason}`,
    hint: () => "Correct the template or the values.",
  }),
  "removed-api": entry<{ object: string; api: string; minor: string; replacement: string }>({
    severity: "error",
    title: "API that Kubernetes no longer serves",
    message: (p) => `${p.object} is of ${p.api}, which is gone since Kubernetes ${p.minor}.`,
    hint: (p) => (p.replacement ? `Use ${p.replacement}.` : "Leave the object out; there is no successor."),
  }),
} as const;

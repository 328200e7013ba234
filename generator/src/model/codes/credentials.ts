import { entry } from "./entry.ts";

/** Secrets, which never stand in openim.yaml. */
export const credentialCodes = {
  "secret-form": entry<{ path: string; value: string }>({
    severity: "error",
    title: "Not a Secret name",
    answers: ["Q-06"],
    message: (p) => `\`${p.path}\` must be the name of a Kubernetes Secret; \`${p.value}\` is none.`,
    hint: () => "Name a Secret of the namespace: lower-case letters, digits, `-` and `.`. Not namespace/name, and not the secret itself.",
  }),
  "secret-value": entry<{ path: string }>({
    severity: "error",
    title: "A secret in openim.yaml",
    answers: ["Q-06", "S2-15"],
    message: (p) => `\`${p.path}\` holds a secret. This file goes to Git and into ConfigMaps, which everybody can read.`,
    hint: () => "Remove it. Credentials are generated, or come from Secrets of yours that are named with `existingSecret`.",
  }),
  "existing-without-secret": entry<{ missing: string }>({
    severity: "error",
    title: "No Secret to take credentials from",
    answers: ["Q-06"],
    message: (p) => `\`credentials.mode\` is existing, so no Secret is made, but these name none: ${p.missing}.`,
    hint: () => "Name a Secret of the namespace for each, or leave the mode out: then what is missing is generated.",
  }),
  "derived-master": entry<Record<never, never>>({
    severity: "note",
    title: "The master secret is given at install",
    answers: ["Q-06"],
    message: () => "Every credential is derived from one master secret, which never stands in this file.",
    hint: () => "Give it to every install and upgrade: `--set global.openim.credentials.master=…`, 32 characters or more.",
  }),
  "known-credential": entry<{ path: string; name: string }>({
    severity: "error",
    title: "Known default credential",
    answers: ["F-10", "Q-54", "Q-56", "Q-57"],
    message: (p) => `\`${p.path}\` holds ${p.name}, which everybody can read in OpenIM's own repository: whoever knows it takes the installation over.`,
    hint: () => "Remove it; a random one is generated.",
  }),
} as const;

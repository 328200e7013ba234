import { entry } from "./entry.ts";

/** How messages call a key with nothing behind it; `null` is a word of programs. */
export const emptiness = "empty";

/** What is written in openim.yaml, before anything else is known. */
export const yamlCodes = {
  "yaml-syntax": entry<{ reason: string }>({
    severity: "error",
    title: "Not valid YAML",
    message: (p) => p.reason.split("\n")[0] ?? p.reason,
    hint: () => "Correct the syntax here. Indent with spaces, and quote texts that hold `: ` or begin with a special character.",
  }),
  "unknown-key": entry<{ key: string; at: string; near: string; known: string }>({
    severity: "error",
    title: "Unknown key",
    answers: ["Q-02", "S4-16"],
    message: (p) => `\`${p.key}\` is not a key of ${p.at}. A misspelt key would be ignored without a word, so it is refused.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : `Known here: ${p.known}.`),
  }),
  "wrong-type": entry<{ path: string; wanted: string; found: string }>({
    severity: "error",
    title: "Wrong type",
    message: (p) => `\`${p.path}\` is ${p.found}, but must be ${p.wanted}.`,
    hint: (p) => `Write ${p.wanted}${p.found === emptiness ? ", or remove the key" : ""}.`,
  }),
  "wrong-value": entry<{ path: string; reason: string; hint: string }>({
    severity: "error",
    title: "Value not allowed",
    answers: ["Q-03", "Q-92"],
    message: (p) => `\`${p.path}\` ${p.reason}.`,
    hint: (p) => p.hint,
  }),
  "missing-key": entry<{ key: string; at: string }>({
    severity: "error",
    title: "Missing key",
    answers: ["F-19"],
    message: (p) => `${p.at} lacks \`${p.key}\`.`,
    hint: (p) => `Add \`${p.key}\`.`,
  }),
  "unknown-release": entry<{ release: string; near: string; known: string; instead: string }>({
    severity: "error",
    title: "Unknown OpenIM release",
    answers: ["F-19", "Q-18", "Q-33"],
    message: (p) => `The catalogue has no release \`${p.release}\`, so nobody knows its images, ports and configuration keys. The rest is checked for ${p.instead}.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : `Known: ${p.known}. A new release is a new folder below generator/catalog/openim.`),
  }),
  "unknown-profile": entry<{ profile: string; near: string; known: string }>({
    severity: "error",
    title: "Unknown profile",
    message: (p) => `There is no profile \`${p.profile}\`.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : `Choose one of ${p.known}.`),
  }),
} as const;

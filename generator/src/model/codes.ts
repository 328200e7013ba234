import type { Diagnostic, Position, Related, Severity } from "./diagnostic.ts";

type Params = Readonly<Record<string, string | number>>;

/** What is known about a kind of mistake before it happens. `message` says what is wrong and why it hurts, `hint` what to do. */
export interface CodeEntry<P extends Params = Params> {
  readonly severity: Severity;
  readonly title: string;
  /** Rows of the requirements or traps that it answers. */
  readonly answers?: readonly string[];
  readonly message: (p: P) => string;
  readonly hint: (p: P) => string;
}

function entry<P extends Params>(e: CodeEntry<P>): CodeEntry<P> {
  return e;
}

/** Every diagnostic that `gen` can give, by its stable code. docs/errors.md is generated from this table. */
export const codes = {
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
    hint: (p) => `Write ${p.wanted}.`,
  }),
  "wrong-value": entry<{ path: string; reason: string; hint: string }>({
    severity: "error",
    title: "Value not allowed",
    message: (p) => `\`${p.path}\` ${p.reason}.`,
    hint: (p) => p.hint,
  }),
  "missing-key": entry<{ key: string; at: string }>({
    severity: "error",
    title: "Missing key",
    message: (p) => `${p.at} lacks \`${p.key}\`.`,
    hint: (p) => `Add \`${p.key}\`.`,
  }),
  "unknown-release": entry<{ release: string; near: string; known: string }>({
    severity: "error",
    title: "Unknown OpenIM release",
    answers: ["Q-18", "Q-33"],
    message: (p) => `The catalogue has no release \`${p.release}\`, so nobody knows its images, ports and configuration keys.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : `Known: ${p.known}. A new release is a new folder below generator/catalog/openim.`),
  }),
  "unknown-profile": entry<{ profile: string; near: string; known: string }>({
    severity: "error",
    title: "Unknown profile",
    message: (p) => `There is no profile \`${p.profile}\`.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : `Choose one of ${p.known}.`),
  }),
  "url-syntax": entry<{ url: string }>({
    severity: "error",
    title: "Not a web address",
    answers: ["Q-20", "Q-29"],
    message: (p) => `\`${p.url}\` is not an http or https address. Every address that clients see is made from it.`,
    hint: () => "Write it like https://im.your-company.com: scheme and host, nothing else.",
  }),
  "url-placeholder": entry<{ host: string }>({
    severity: "error",
    title: "Placeholder in the public address",
    answers: ["Q-20"],
    message: (p) => `\`${p.host}\` is a placeholder. Texts would arrive, but every picture link would point nowhere, for good: links are stored in messages.`,
    hint: () => "Write the name that phones and browsers will use.",
  }),
  "url-example": entry<{ host: string }>({
    severity: "note",
    title: "Example host name",
    answers: ["Q-20"],
    message: (p) => `\`${p.host}\` is reserved for documentation: charts are made, but no client can reach it.`,
    hint: () => "Replace it by your own name before you install from these values.",
  }),
  "url-loopback": entry<{ host: string }>({
    severity: "error",
    title: "Loopback in the public address",
    answers: ["Q-21"],
    message: (p) => `\`${p.host}\` means "this machine" to every phone that gets it, so uploads and downloads fail everywhere but on the server.`,
    hint: () => "Write a name or address that the clients can reach.",
  }),
  "url-private": entry<{ host: string }>({
    severity: "error",
    title: "Private name in the public address",
    answers: ["Q-21"],
    message: (p) => `\`${p.host}\` is only known inside a cluster or office network; clients outside cannot resolve or reach it.`,
    hint: () => "Write a public name. If all clients are in that network, say so with `exposure.intranet: true`.",
  }),
  "url-path": entry<{ url: string; path: string }>({
    severity: "error",
    title: "Path in the public address",
    answers: ["Q-30", "F-09"],
    message: (p) => `\`${p.url}\` has the path \`${p.path}\`, but the front ends call /api, /chat and /msg_gateway at the root of the host.`,
    hint: () => "Give OpenIM a host name of its own and leave the path out.",
  }),
  "url-port": entry<{ url: string; port: string }>({
    severity: "error",
    title: "Port in a https address",
    answers: ["Q-31"],
    message: (p) => `\`${p.url}\` uses port ${p.port}, but the front ends of this release always call https on 443: login or pictures break.`,
    hint: () => "Use port 443 (leave the port out), or switch the front ends off: `modules.openim-web-front.enabled` and `modules.openim-admin-front.enabled: false`.",
  }),
  "url-insecure": entry<{ url: string }>({
    severity: "error",
    title: "Plain http without the fixed ports",
    answers: ["F-09", "Q-30"],
    message: (p) => `\`${p.url}\` is plain http: there the front ends call the ports 10001, 10002, 10008 and 10009 of the host, and the exposure does not open them.`,
    hint: () => "Use https. For a trial: `exposure.fixedPorts: true` with type loadBalancer, or switch both front ends off.",
  }),
  "url-address": entry<{ host: string }>({
    severity: "warning",
    title: "Address instead of a name",
    answers: ["Q-25"],
    message: (p) => `\`${p.host}\` is an IP address. It is stored in every picture link, so all old pictures are lost when it changes.`,
    hint: () => "Use a host name.",
  }),
  "url-missing": entry<{ environment: string }>({
    severity: "error",
    title: "No public address",
    message: (p) => `The environment \`${p.environment}\` has no \`publicURL\`, and there is none for all environments.`,
    hint: () => "Set `publicURL` at the top or in the environment.",
  }),
  "external-without-address": entry<{ store: string }>({
    severity: "error",
    title: "External store without an address",
    answers: ["Q-13"],
    message: (p) => `\`infra.${p.store}.mode\` is external, but there are no \`addresses\`: nobody could reach it.`,
    hint: (p) => `Add \`infra.${p.store}.addresses\`, a list of host:port.`,
  }),
  "external-without-secret": entry<{ store: string }>({
    severity: "error",
    title: "External store without a Secret",
    answers: ["Q-06"],
    message: (p) => `\`infra.${p.store}\` is external and asks for credentials, but no Secret is named; a generated password cannot fit a store that is there already.`,
    hint: (p) => `Add \`infra.${p.store}.existingSecret\`, the name of a Secret in the namespace. Its keys are listed in docs/credentials.md.`,
  }),
  "address-on-builtin": entry<{ store: string }>({
    severity: "error",
    title: "Addresses of a built-in store",
    message: (p) => `\`infra.${p.store}.addresses\` is set, but the store is built in: two stores would exist, and only one be used.`,
    hint: (p) => `Set \`infra.${p.store}.mode: external\`, or remove the addresses.`,
  }),
  "infra-off": entry<{ store: string; needers: string }>({
    severity: "error",
    title: "Needed store is off",
    answers: ["S2-17"],
    message: (p) => `\`infra.${p.store}\` is off, but ${p.needers} cannot run without it.`,
    hint: (p) => `Set \`infra.${p.store}.mode\` to builtin or external.`,
  }),
  "module-off": entry<{ module: string; needers: string }>({
    severity: "error",
    title: "Needed module is off",
    message: (p) => `\`modules.${p.module}\` is off, but ${p.needers} call it.`,
    hint: (p) => `Leave \`modules.${p.module}.enabled\` on, or switch its callers off too.`,
  }),
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
  "known-credential": entry<{ path: string; name: string }>({
    severity: "error",
    title: "Known default credential",
    answers: ["F-10", "Q-54", "Q-56", "Q-57"],
    message: (p) => `\`${p.path}\` holds ${p.name}, which everybody can read in OpenIM's own repository: whoever knows it takes the installation over.`,
    hint: () => "Remove it; a random one is generated.",
  }),
  "owned-key": entry<{ key: string; by: string }>({
    severity: "error",
    title: "Configuration key that the charts set",
    answers: ["Q-01", "F-12"],
    message: (p) => `\`${p.key}\` is set by the charts ${p.by}. Two sources of one value is how installations break without a trace.`,
    hint: () => "Remove it here.",
  }),
  "replicas-above-partitions": entry<{ module: string; replicas: number; partitions: number }>({
    severity: "error",
    title: "More consumers than partitions",
    answers: ["F-14", "Q-46", "S2-45"],
    message: (p) => `\`${p.module}\` would have ${p.replicas} pods, but the Kafka topics have ${p.partitions} partitions: the rest would idle.`,
    hint: (p) => `Use at most ${p.partitions} replicas, or raise \`infra.kafka.partitions\`.`,
  }),
  "too-many-replicas": entry<{ module: string; replicas: number; max: number; reason: string }>({
    severity: "error",
    title: "Too many replicas",
    message: (p) => `\`${p.module}\` must not have ${p.replicas} pods. ${p.reason}`,
    hint: (p) => `Use at most ${p.max}.`,
  }),
  "image-unpinned": entry<{ image: string; tag: string }>({
    severity: "error",
    title: "Moving image tag",
    answers: ["Q-18", "S2-07"],
    message: (p) => `The image \`${p.image}\` has the tag \`${p.tag}\`, which means another program tomorrow.`,
    hint: () => "Name a release tag, best with its digest.",
  }),
  "image-tag-policy": entry<{ image: string; tag: string; policy: string; wanted: string }>({
    severity: "error",
    title: "Tag against the environment's policy",
    answers: ["S2-07", "AT-08"],
    message: (p) => `The image \`${p.image}:${p.tag}\` breaks the tag policy \`${p.policy}\` of this environment.`,
    hint: (p) => `Use ${p.wanted}.`,
  }),
  "same-environment": entry<{ a: string; b: string; what: string }>({
    severity: "error",
    title: "Two environments share one place",
    answers: ["S1-10"],
    message: (p) => `\`${p.a}\` and \`${p.b}\` have the same ${p.what}: clients and data of one would meet those of the other.`,
    hint: () => "Give each environment its own.",
  }),
  "catalog-reference": entry<{ what: string; name: string; near: string }>({
    severity: "error",
    title: "Reference to nothing",
    message: (p) => `${p.what} \`${p.name}\` does not exist in the catalogue.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : "Add it, or remove the reference."),
  }),
  "catalog-port": entry<{ module: string; port: string; key: string; found: string }>({
    severity: "error",
    title: "Port differs from the configuration",
    answers: ["F-07"],
    message: (p) => `${p.module}: port \`${p.port}\` is not what \`${p.key}\` says (${p.found}); probes, Services and policies would aim at a closed port.`,
    hint: () => "Make the two equal.",
  }),
  "catalog-annotation": entry<{ reason: string }>({
    severity: "error",
    title: "Configuration key is described wrongly",
    message: (p) => p.reason,
    hint: () => "Every key of a configuration file has a comment above it; docs/catalogue.md lists the tags that it may hold.",
  }),
  "duplicate-name": entry<{ name: string; other: string }>({
    severity: "error",
    title: "Name used twice",
    message: (p) => `\`${p.name}\` is also described in ${p.other}.`,
    hint: () => "Rename one of them.",
  }),
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
  "dead-variable": entry<{ object: string; variable: string }>({
    severity: "error",
    title: "Variable that no configuration key takes",
    answers: ["F-13"],
    message: (p) => `${p.object} sets ${p.variable}, but no mounted file has that key: the program would ignore it without a word.`,
    hint: () => "Correct the variable, or add the key to the configuration file.",
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
} as const;

/** A stable diagnostic code. */
export type Code = keyof typeof codes;
type ParamsOf<C extends Code> = Parameters<(typeof codes)[C]["message"]>[0];

/** Makes a diagnostic of a known code. */
export function diagnose<C extends Code>(code: C, params: ParamsOf<C>, position?: Position, related?: readonly Related[]): Diagnostic {
  const e = codes[code] as unknown as CodeEntry<ParamsOf<C> & Params>;
  const p = params as ParamsOf<C> & Params;
  return {
    code,
    severity: e.severity,
    title: e.title,
    message: e.message(p),
    hint: e.hint(p),
    ...(position ? { position } : {}),
    ...(related ? { related } : {}),
  };
}

import { entry } from "./entry.ts";

/** Stores: built in, external or off. */
export const storeCodes = {
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
    hint: (p) => `Add \`infra.${p.store}.existingSecret\`, the name of a Secret in the namespace. Its keys are listed in docs/install.md.`,
  }),
  "address-on-builtin": entry<{ store: string }>({
    severity: "error",
    title: "Addresses of a built-in store",
    message: (p) => `\`infra.${p.store}.addresses\` is set, but the store is built in: two stores would exist, and only one be used.`,
    hint: (p) => `Set \`infra.${p.store}.mode: external\`, or remove the addresses.`,
  }),
  "external-setting-on-builtin": entry<{ store: string; setting: string }>({
    severity: "error",
    title: "Setting of an external store",
    message: (p) => `\`infra.${p.store}.${p.setting}\` describes a store of your own, but this one is built in and is not made like that: OpenIM could not work with it.`,
    hint: (p) => `Remove it, or set \`infra.${p.store}.mode: external\` and say where your own is.`,
  }),
  "unsupported-setting": entry<{ setting: string; value: string; reason: string }>({
    severity: "error",
    title: "Something that this release cannot do",
    answers: ["F-11", "Q-27", "Q-51"],
    message: (p) => `\`${p.setting}${p.value === "" ? "" : `: ${p.value}`}\` cannot work with this release of OpenIM.`,
    hint: (p) => p.reason,
  }),
  "unused-address": entry<{ store: string; unless: string }>({
    severity: "error",
    title: "Address that nobody would use",
    message: (p) => `Only the first of \`infra.${p.store}.addresses\` would be used: when that server is away, the others are not asked.`,
    hint: (p) => `Leave one address: that of something which leads to a server that works.${p.unless === "" ? "" : ` Or say \`${p.unless}\`, if that is what they are.`}`,
  }),
  "address-of-pod": entry<{ store: string; address: string }>({
    severity: "error",
    title: "Address of the pod itself",
    answers: ["Q-43"],
    message: (p) => `\`${p.address}\` in \`infra.${p.store}.addresses\` means, inside a pod, that pod itself: there is no store.`,
    hint: () => "Write the name or the address by which pods reach the server.",
  }),
  "setting-needs-setting": entry<{ setting: string; needs: string; reason: string }>({
    severity: "error",
    title: "Setting that means nothing alone",
    answers: ["Q-02", "Q-04"],
    message: (p) => `\`${p.setting}\` is set without \`${p.needs}\`. ${p.reason}`,
    hint: (p) => `Set \`${p.needs}\`, or remove \`${p.setting}\`.`,
  }),
  "shared-claim": entry<{ component: string; replicas: number; claim: string }>({
    severity: "error",
    title: "One volume for several servers",
    answers: ["F-06"],
    message: (p) => `\`${p.component}\` would have ${p.replicas} pods on the one claim \`${p.claim}\`: they would write over each other, and the data is lost.`,
    hint: () => "Remove `persistence.existingClaim`, so that each gets a claim of its own, or use one pod.",
  }),
  "infra-off": entry<{ store: string; needers: string }>({
    severity: "error",
    title: "Needed store is off",
    answers: ["S2-17"],
    message: (p) => `\`infra.${p.store}\` is off, but ${p.needers} cannot run without it.`,
    hint: (p) => `Set \`infra.${p.store}.mode\` to builtin or external.`,
  }),
  "infra-unneeded": entry<{ store: string }>({
    severity: "note",
    title: "Store that nobody needs",
    message: (p) => `\`infra.${p.store}\` is built in, but no module that is enabled needs it.`,
    hint: (p) => `Set \`infra.${p.store}.mode: off\`. A system of your own that is no module is let in by \`infra.${p.store}.networkPolicy.extraIngress\`.`,
  }),
} as const;

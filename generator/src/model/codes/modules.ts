import { entry } from "./entry.ts";

/** Modules: their number, their neighbours and their configuration. */
export const moduleCodes = {
  "module-off": entry<{ module: string; needers: string }>({
    severity: "error",
    title: "Needed module is off",
    message: (p) => `\`modules.${p.module}\` is off, but ${p.needers} call it.`,
    hint: (p) => `Leave \`modules.${p.module}.enabled\` on, or switch its callers off too.`,
  }),
  "replicas-above-partitions": entry<{ module: string; replicas: number; store: string; partitions: number }>({
    severity: "error",
    title: "More consumers than partitions",
    answers: ["F-14", "Q-46", "S2-45"],
    message: (p) => `\`${p.module}\` would have ${p.replicas} pods, but the topics it reads have ${p.partitions} partitions: the rest would idle.`,
    hint: (p) => `Use at most ${p.partitions} replicas, or raise \`infra.${p.store}.partitions\`.`,
  }),
  "too-many-replicas": entry<{ module: string; replicas: number; max: number; reason: string }>({
    severity: "error",
    title: "Too many replicas",
    message: (p) => `\`${p.module}\` must not have ${p.replicas} pods. ${p.reason}`,
    hint: (p) => `Use at most ${p.max}.`,
  }),
  "owned-key": entry<{ key: string; by: string }>({
    severity: "error",
    title: "Configuration key that the charts set",
    answers: ["F-01", "F-12", "Q-01", "Q-08"],
    message: (p) => `\`${p.key}\` is set by the charts ${p.by}. Two sources of one value is how installations break without a trace.`,
    hint: () => "Remove it here.",
  }),
  "configuration-variable": entry<{ module: string; variable: string; problem: string; fix: string }>({
    severity: "error",
    title: "Variable beside the configuration",
    answers: ["F-13", "Q-01"],
    message: (p) => `\`${p.module}\` would get the variable \`${p.variable}\`, ${p.problem}.`,
    hint: (p) => p.fix,
  }),
  "no-image-for-node": entry<{ component: string; architecture: string; known: string }>({
    severity: "error",
    title: "Nodes without an image for them",
    answers: ["Q-61"],
    message: (p) => `\`${p.component}\` is sent to nodes of \`${p.architecture}\`, but images are made for ${p.known}: the pods would never start.`,
    hint: () => "Choose other nodes. Those for which you build images yourself can be chosen by another label.",
  }),
} as const;

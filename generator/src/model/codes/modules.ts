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
    answers: ["Q-01", "F-12"],
    message: (p) => `\`${p.key}\` is set by the charts ${p.by}. Two sources of one value is how installations break without a trace.`,
    hint: () => "Remove it here.",
  }),
} as const;

import { entry } from "./entry.ts";

/** Sizes: memory, connections, machines. */
export const sizeCodes = {
  "memory-share": entry<{ setting: string; value: string; limit: string; path: string; allowed: string; besides: string; other: string }>({
    severity: "error",
    title: "More memory than the container has",
    answers: ["Q-45"],
    message: (p) => `\`${p.setting}\` is ${p.value}, but of the container's limit of ${p.limit} ${p.allowed === "0" ? "nothing is left" : `at most ${p.allowed} are`} for it: the program itself needs the rest${p.besides}, and would be killed under load.`,
    hint: (p) => `${p.allowed === "0" ? "Raise" : `Use at most ${p.allowed}, or raise`} \`${p.path}\` (and the request with it)${p.other}.`,
  }),
  "pools-above-limit": entry<{ store: string; sum: number; pods: number; room: number; setting: string; reserve: number; keys: string }>({
    severity: "error",
    title: "More connections than the store takes",
    message: (p) => `${p.pods} pods (while they are replaced) may open ${p.sum} connections to \`${p.store}\`, but there are ${p.room} for them${p.reserve > 0 ? `, and ${p.reserve} for itself and others` : ""}. Under load it would refuse some.`,
    hint: (p) => `Raise \`${p.setting}\` to ${p.sum + p.reserve} or more (its memory with it), or lower ${p.keys}.`,
  }),
  "no-room": entry<{ requests: string; room: string; machines: string; away: string; homeless: string }>({
    severity: "warning",
    title: "No room on the nodes",
    answers: ["S0-13", "Q-83"],
    message: (p) => `The pods ask for ${p.requests}; ${p.machines} have ${p.room} for them${p.away}. These would wait: ${p.homeless}.`,
    hint: () => "Say under `nodes` what your machines are, if they are others. Otherwise take a smaller profile, fewer replicas or smaller requests. `./gen sizes` shows who asks for what.",
  }),
  "no-room-to-replace": entry<{ machines: string; stuck: string }>({
    severity: "warning",
    title: "No room for an upgrade",
    message: (p) => `An upgrade starts a new pod before an old one goes, but beside all others ${p.machines} have no room for one more of: ${p.stuck}. The upgrade would wait for ever.`,
    hint: () => "Say under `nodes` what your machines are, if they are others. Otherwise take smaller requests, a larger machine, or `maxSurge: 0`, which replaces pods where they are. `./gen sizes` shows what an upgrade needs.",
  }),
} as const;

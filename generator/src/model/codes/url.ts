import { entry } from "./entry.ts";

/** The public address. */
export const urlCodes = {
  "url-syntax": entry<{ url: string; reason: string; near: string }>({
    severity: "error",
    title: "Not a web address",
    answers: ["Q-20", "Q-29"],
    message: (p) => `\`${p.url}\` ${p.reason}. Every address that clients see is made from it.`,
    hint: (p) => (p.near ? `Write ${p.near}.` : "Write it like https://im.your-company.com: scheme and host, nothing else."),
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
  "same-environment": entry<{ a: string; b: string; what: string }>({
    severity: "error",
    title: "Two environments share one place",
    answers: ["S1-10"],
    message: (p) => `\`${p.a}\` and \`${p.b}\` have the same ${p.what}: clients and data of one would meet those of the other.`,
    hint: () => "Give each environment its own.",
  }),
} as const;

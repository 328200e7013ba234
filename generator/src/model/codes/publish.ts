import { entry } from "./entry.ts";

/** Targets that charts are published to. */
export const publishCodes = {
  "publish-address": entry<{ type: string; form: string }>({
    severity: "error",
    title: "Not the address of such a target",
    message: (p) => `This is no address of a target of type \`${p.type}\`.`,
    hint: (p) => `Write it like ${p.form}, without a query.`,
  }),
  "publish-password": entry<{ variables: string }>({
    severity: "error",
    title: "A user in the address of a target",
    message: () => "The address names a user, perhaps with a password. This file goes to Git, and addresses are shown in messages and logs.",
    hint: (p) => `Leave out what stands before the @. Name and password come from the environment (${p.variables}) or from a login: \`helm registry login\`, \`docker login\`, \`helm repo add\`.`,
  }),
  "publish-plain-http": entry<{ host: string }>({
    severity: "error",
    title: "Plain http to another machine",
    message: (p) => `\`${p.host}\` would be reached by plain http: whoever is on the way reads the password and changes the charts.`,
    hint: () => "Use https. Plain http is for addresses of this machine alone, such as 127.0.0.1.",
  }),
} as const;

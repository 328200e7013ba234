import { entry } from "./entry.ts";

/** Entries of the catalogue, ours or of `extraModules`. */
export const catalogueCodes = {
  "catalog-reference": entry<{ what: string; name: string; near: string }>({
    severity: "error",
    title: "Reference to nothing",
    message: (p) => `${p.what} \`${p.name}\` does not exist in the catalogue.`,
    hint: (p) => (p.near ? `Did you mean \`${p.near}\`?` : "Add it, or remove the reference."),
  }),
  "catalog-store-file": entry<{ module: string; store: string; files: string }>({
    severity: "error",
    title: "Store whose address is read nowhere",
    message: (p) => `${p.module} needs \`${p.store}\`, but none of its configuration files has the address (${p.files} has): the process would not find it, or not start.`,
    hint: () => "Add the file to `files`, or remove the store from `needs`.",
  }),
  "catalog-port": entry<{ module: string; port: string; key: string; found: string }>({
    severity: "error",
    title: "Port differs from the configuration",
    answers: ["F-07"],
    message: (p) => `${p.module}: port \`${p.port}\` is not what \`${p.key}\` says (${p.found}); probes, Services and policies would aim at a closed port.`,
    hint: () => "Make the two equal.",
  }),
  "catalog-port-name": entry<{ module: string; port: string }>({
    severity: "error",
    title: "Port for calls under another name",
    answers: ["F-03"],
    message: (p) => `${p.module}: the port \`${p.port}\` speaks gRPC. Where OpenIM finds its neighbours through Kubernetes it uses ports called \`grpc\` alone, and messages would not arrive.`,
    hint: () => "Call it `grpc`.",
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
  "same-objects": entry<{ name: string; object: string; other: string }>({
    severity: "error",
    title: "Two components with one name for their objects",
    message: (p) => `\`${p.name}\` would have an object \`<instance>-${p.object}\`, which is one of ${p.other}: one would take the place of the other.`,
    hint: () => "Rename it. Objects are called after the component, without `openim-` at its beginning.",
  }),
  "long-name": entry<{ name: string; object: string; length: number; limit: number }>({
    severity: "error",
    title: "Name too long",
    message: (p) => `\`${p.name}\` would have a ${p.object} with a name of up to ${p.length} characters, but Kubernetes allows ${p.limit}.`,
    hint: () => "Shorten the name; the name of an installation takes up to 36 characters of it.",
  }),
  "extra-modules-empty": entry<{ folder: string }>({
    severity: "error",
    title: "Folder without catalogue entries",
    message: (p) => `\`extraModules\` names \`${p.folder}\`, but there is no YAML file in it.`,
    hint: () => "Paths are relative to openim.yaml. Correct the path, or remove it.",
  }),
} as const;

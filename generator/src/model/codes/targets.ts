import { entry } from "./entry.ts";

/** Where the charts are written to. */
export const targetCodes = {
  "target-link": entry<{ path: string }>({
    severity: "error",
    title: "A link where charts are written",
    message: (p) => `\`${p.path}\` is a symbolic link: writing through it would change files that are not of this project. Nothing was changed.`,
    hint: () => "Replace it by a folder or file of its own, or remove it.",
  }),
  "target-kind": entry<{ path: string; found: string; wanted: string }>({
    severity: "error",
    title: "Something else where charts are written",
    message: (p) => `\`${p.path}\` is ${p.found}, but ${p.wanted} must be written there. Nothing was changed.`,
    hint: () => "Move it away.",
  }),
  "target-closed": entry<{ path: string; state: string }>({
    severity: "error",
    title: "No right to write",
    message: (p) => `\`${p.path}\` cannot be written: the file system is read-only, or belongs to somebody else. ${p.state}`,
    hint: () => "Run it as the owner of the project, or where the folder is not mounted read-only. `--check` and `--diff` write nothing.",
  }),
  "target-full": entry<{ path: string; state: string }>({
    severity: "error",
    title: "No space left",
    message: (p) => `There is no space left for \`${p.path}\`. ${p.state}`,
    hint: () => "Make room, and run it again.",
  }),
  "target-failed": entry<{ path: string; reason: string; state: string }>({
    severity: "error",
    title: "Writing failed",
    message: (p) => `\`${p.path}\` could not be written: ${p.reason}. ${p.state}`,
    hint: () => "Run it again; when it happens again, look at the disk.",
  }),
} as const;

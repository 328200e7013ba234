import { entry } from "./entry.ts";

/** Images of a site's own. */
export const imageCodes = {
  "image-unpinned": entry<{ image: string; tag: string }>({
    severity: "error",
    title: "Moving image tag",
    answers: ["Q-18", "Q-33", "S2-07"],
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
  "image-frozen": entry<{ image: string; reason: string; instead: string }>({
    severity: "error",
    title: "Image without a future",
    answers: ["Q-15", "Q-16"],
    message: (p) => `The image \`${p.image}\` ${p.reason}.`,
    hint: (p) => p.instead,
  }),
  "image-version": entry<{ image: string; tag: string; own: string; reason: string }>({
    severity: "error",
    title: "Version that does not go with the rest",
    answers: ["Q-11", "Q-33"],
    message: (p) => `The image \`${p.image}:${p.tag}\` is not \`${p.own}\` of this release but ${p.reason}.`,
    hint: (p) => `Use \`${p.own}\` or a later patch of it, or describe the release that you want below generator/catalog/openim.`,
  }),
} as const;

import { entry } from "./entry.ts";

/** Images of a site's own. */
export const imageCodes = {
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
} as const;

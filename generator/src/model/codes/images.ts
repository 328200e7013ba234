import { entry } from "./entry.ts";

/** Images: those of a site's own, and the list of all. */
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
  "image-not-locked": entry<{ image: string; users: string; file: string }>({
    severity: "error",
    answers: ["Q-80"],
    title: "Image that is not in the list",
    message: (p) => `\`${p.image}\` (${p.users}) is not in ${p.file}: a mirror or bundle made from it would lack the image.`,
    hint: () => "Run `./gen images lock`, which keeps what is known of the others.",
  }),
  "image-not-rendered": entry<{ image: string; file: string }>({
    severity: "error",
    title: "Listed image that nothing pulls",
    message: (p) => `${p.file} lists \`${p.image}\`, but no chart pulls it, with its defaults or in an environment.`,
    hint: () => "Run `./gen images lock`, which drops it.",
  }),
  "image-users": entry<{ image: string; users: string; said: string }>({
    severity: "error",
    title: "Image with other users than listed",
    message: (p) => `\`${p.image}\` is pulled by ${p.users}; the list says ${p.said}.`,
    hint: () => "Run `./gen images lock`.",
  }),
  "image-digest": entry<{ image: string; digest: string; locked: string }>({
    severity: "error",
    title: "Two digests for one image",
    message: (p) => `\`${p.image}\` is pulled by the digest ${p.digest}, and the list says ${p.locked}.`,
    hint: () => "Remove the digest that is wrong; `./gen images lock` takes over one that the catalogue or openim.yaml says.",
  }),
  "image-entry": entry<{ image: string; reason: string }>({
    severity: "error",
    title: "Entry of the image list that says nothing clear",
    message: (p) => `\`${p.image}\` ${p.reason}.`,
    hint: () => "Remove the entry and run `./gen images lock`.",
  }),
  "image-no-lock": entry<{ file: string }>({
    severity: "warning",
    title: "No list of images",
    message: (p) => `There is no ${p.file}, so nothing says which images a mirror needs, and none is pulled by its digest.`,
    hint: () => "Run `./gen images lock`.",
  }),
  "image-outside-values": entry<{ image: string }>({
    severity: "error",
    answers: ["Q-80"],
    title: "Image that values do not decide",
    message: (p) => `The image \`${p.image}\` does not come from a chart's values: neither \`global.imageRegistry\` nor the list of images reaches it.`,
    hint: () => "Take it from `.Values.image` with the chart's helper `image`, as other templates do, and describe the image in the catalogue.",
  }),
  "image-unused": entry<{ chart: string; path: string }>({
    severity: "error",
    title: "Image that no template uses",
    message: (p) => `${p.chart} has an image at \`${p.path}\` in its values, but no container takes it.`,
    hint: () => "Use it in a template, or remove it from the catalogue.",
  }),
} as const;

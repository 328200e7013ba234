import { imageName, parseImage, type ImageName } from "../model/image.ts";
import type { LockedImage } from "../model/images-lock.ts";

/** Forms in which the list of images can be had. */
export const formats = ["plain", "text", "json", "skopeo", "crane", "docker"] as const;
export type Format = (typeof formats)[number];

/** What an image is called in a mirror: the registry is another, the rest stays, as `global.imageRegistry` has it. */
export function mirrored(image: ImageName, registry: string): string {
  return imageName({ ...image, registry });
}

/** Images that would take each other's place in one registry: the same repository and tag of two registries. */
export function clashes(images: readonly LockedImage[]): readonly (readonly [string, string])[] {
  const seen = new Map<string, string>();
  return images.flatMap(({ image }) => {
    const place = mirrored(named(image), "");
    const other = seen.get(place);
    seen.set(place, other ?? image);
    return other === undefined ? [] : [[other, image] as const];
  });
}

/**
 * The list as people and programs read it. For skopeo, crane and docker it is a shell script: with `to`, it copies every image
 * into that registry; without, it brings them onto this machine, for skopeo and crane into the folder `images`.
 */
export function imageList(images: readonly LockedImage[], format: Format, to?: string): string {
  switch (format) {
    case "plain":
      return plain(images);
    case "text":
      return images.map(({ image }) => (to === undefined ? image : `${image} ${mirrored(named(image), to)}`)).join("\n");
    case "json":
      return JSON.stringify(images.map((entry) => ({ ...entry, ...(to === undefined ? {} : { mirror: mirrored(named(entry.image), to) }) })), null, 2);
    case "skopeo":
      return script(images, to, {
        copy: (from, target) => [`skopeo copy --all --preserve-digests docker://${from} docker://${target}`],
        bring: (from, name) => [`skopeo copy --all --preserve-digests docker://${from} oci:images:${name}`],
      });
    case "crane":
      return script(images, to, {
        copy: (from, target) => [`crane copy ${from} ${target}`],
        bring: (from) => [`crane pull --format=oci --annotate-ref ${from} images`],
      });
    case "docker":
      return script(
        images,
        to,
        {
          copy: (from, target) => [`docker pull ${from}`, `docker tag ${from} ${target}`, `docker push ${target}`],
          bring: (from) => [`docker pull ${from}`],
        },
        // What is pushed then is one manifest, and has another digest than the index of all platforms.
        ["# docker copies this machine's platform alone, so digests change: say `images: { digests: false }` in openim.yaml."],
      );
  }
}

interface Commands {
  readonly copy: (from: string, to: string) => readonly string[];
  readonly bring: (from: string, name: string) => readonly string[];
}

function script(images: readonly LockedImage[], to: string | undefined, commands: Commands, notes: readonly string[] = []): string {
  const lines = images.flatMap(({ image, digest }) => {
    // By digest, so that what is copied is what the charts ask for.
    const from = digest === undefined ? image : `${image.replace(/[:@][^/]*$/, "")}@${digest}`;
    return to === undefined ? commands.bring(from, image) : commands.copy(from, mirrored(named(image), to));
  });
  return ["#!/bin/sh", "set -eu", ...notes, ...lines].join("\n");
}

function plain(images: readonly LockedImage[]): string {
  const width = Math.max(0, ...images.map(({ image }) => image.length));
  const second = images.some(({ digest }) => digest !== undefined) ? 71 : 0;
  const rows = images.map(({ image, digest, usedBy }) => `${image.padEnd(width)}  ${(digest ?? "unresolved").padEnd(second)}  ${usedBy.join(", ")}`);
  const open = images.filter(({ digest }) => digest === undefined);
  const reasons = [...new Set(open.map(({ unresolved }) => unresolved ?? ""))];
  return [...rows, `${images.length} images, ${images.length - open.length} with a digest${open.length === 0 ? "" : ` (${reasons.join("; ")})`}`].join("\n");
}

function named(image: string): ImageName {
  const name = parseImage(image);
  if (name === undefined) throw new Error(`not an image: ${image}`);
  return name;
}

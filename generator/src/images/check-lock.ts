import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { imageName, type UsedImage } from "../model/image.ts";
import { lockFile, type ImagesLock } from "../model/images-lock.ts";

/** The lock holds exactly the images that the charts can pull, says who uses them, and does not contradict a digest. */
export function checkLock(lock: ImagesLock, used: readonly UsedImage[]): readonly Diagnostic[] {
  const wanted = new Map(used.map((image) => [imageName(image), image]));
  const locked = new Set(lock.images.map(({ image }) => image));
  return [
    ...[...wanted].flatMap(([image, { users }]) => (locked.has(image) ? [] : [diagnose("image-not-locked", { image, users: users.join(", "), file: lockFile }, lock.position())])),
    ...lock.images.flatMap(({ image, usedBy, digest }, i) => {
      const use = wanted.get(image);
      if (use === undefined) return [diagnose("image-not-rendered", { image, file: lockFile }, lock.position(i))];
      if (use.users.join() !== usedBy.join()) return [diagnose("image-users", { image, users: use.users.join(", "), said: usedBy.join(", ") || "nobody" }, lock.position(i))];
      return use.digest === "" || use.digest === digest ? [] : [diagnose("image-digest", { image, digest: use.digest, locked: digest ?? "none" }, lock.position(i))];
    }),
  ];
}

/** Digests that the lock knows, by image. */
export function knownDigests(lock: ImagesLock | undefined): ReadonlyMap<string, string> {
  return new Map((lock?.images ?? []).flatMap(({ image, digest }) => (digest === undefined ? [] : [[image, digest] as const])));
}

import { imageName, isDigest, parseImage, type ImageName, type UsedImage } from "../model/image.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { ChartPlan, EnvironmentPlan } from "../model/plan.ts";
import { byName } from "../model/tree.ts";

/**
 * Every image that the charts can pull: with their defaults, whether they are switched on or not, and in every environment. That
 * is each block of values with a repository and a tag, and each container that a site adds.
 */
export function usedImages(charts: readonly ChartPlan[], environments: readonly EnvironmentPlan[]): readonly UsedImage[] {
  const parent = charts.at(-1)?.name ?? "";
  const found = [
    ...charts.flatMap((c) => inValues(c.values, c.name)),
    // The umbrella's values hold those of every chart under its name; the rest is the umbrella's own.
    ...environments.flatMap((e) => Object.entries(e.full).flatMap(([key, value]) => inValues(value, charts.some((c) => c.name === key) ? key : parent))),
  ];
  const byImage = new Map<string, { readonly image: UsedImage; readonly users: Set<string> }>();
  for (const image of found) {
    const key = imageName(image);
    const known = byImage.get(key) ?? { image, users: new Set() };
    for (const user of image.users) known.users.add(user);
    byImage.set(key, { image: known.image.digest === "" ? image : known.image, users: known.users });
  }
  return [...byImage.entries()].sort(([a], [b]) => byName(a, b)).map(([, { image, users }]) => ({ ...image, users: [...users].sort(byName) }));
}

function inValues(value: Json, user: string): readonly UsedImage[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => inValues(item, user));
  if (!isObject(value)) return [];
  const own = fromBlock(value) ?? (typeof value["image"] === "string" ? parseImage(value["image"]) : undefined);
  const children = Object.values(value).flatMap((child) => inValues(child, user));
  return own === undefined ? children : [{ ...own, users: [user] }, ...children];
}

function fromBlock({ registry, repository, tag, digest }: JsonObject): ImageName | undefined {
  if (typeof repository !== "string" || typeof tag !== "string" || repository === "") return undefined;
  const name = parseImage(`${typeof registry === "string" && registry !== "" ? `${registry}/` : ""}${repository}:${tag}`);
  return name === undefined ? undefined : { ...name, digest: typeof digest === "string" && isDigest(digest) ? digest : "" };
}

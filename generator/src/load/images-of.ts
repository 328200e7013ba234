import type { Catalog, Image } from "../model/catalog.ts";

/** Every image by the name that openim.yaml has for it: OpenIM's own, and those of stores and tools. */
export function imagesOf(catalog: Catalog): ReadonlyMap<string, Image> {
  const own = [...catalog.components.values()].flatMap((c) => Object.entries(c.images ?? {}).map(([name, image]) => [name === "main" ? c.name : `${c.name}-${name}`, image] as const));
  return new Map([...own, ...Object.entries(catalog.release.images)]);
}

import type { Catalog, RefusedImage } from "../model/catalog.ts";

/** What is known against an image, whatever registry or mirror it comes from. */
export function refusedImage(catalog: Catalog, repository: string): RefusedImage | undefined {
  return Object.entries(catalog.refusedImages).find(([beginning]) => `/${repository}`.includes(`/${beginning}`))?.[1];
}

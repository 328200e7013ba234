import type { Catalog, Component } from "../model/catalog.ts";
import { catalogFolder } from "../model/folders.ts";

/** The components with those of a site behind ours, so that of two that clash a site's is to blame. */
export function ownFirst(catalog: Catalog): readonly Component[] {
  return [...catalog.components.values()].sort((a, b) => rank(a) - rank(b));
}

function rank(component: Component): number {
  return component.group === "umbrella" ? 0 : component.file.startsWith(`${catalogFolder}/`) ? 1 : 2;
}

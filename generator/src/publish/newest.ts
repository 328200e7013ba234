import { compareBuild, lte, valid } from "semver";
import type { ChartVersion } from "./index-file.ts";

/** The newest version of every chart, not newer than `since`; what is no semantic version is left out. */
export function newestOf<T extends ChartVersion>(versions: readonly T[], since?: string): readonly T[] {
  const best = new Map<string, T>();
  for (const chart of versions) {
    if (valid(chart.version) === null || (since !== undefined && !lte(chart.version, since))) continue;
    const before = best.get(chart.name);
    if (before === undefined || compareBuild(chart.version, before.version) > 0) best.set(chart.name, chart);
  }
  return [...best.values()];
}

import { parse, type SemVer } from "semver";
import { byName } from "../model/tree.ts";

/** Releases from the oldest to the newest; those whose names are no versions come first. */
export function inReleaseOrder(releases: readonly string[]): readonly string[] {
  return [...releases].sort((a, b) => {
    const [x, y] = [parse(a), parse(b)];
    if (x === null || y === null) return Number(x !== null) - Number(y !== null) || byName(a, b);
    return x.compareMain(y) || stage(x) - stage(y) || x.comparePre(y);
  });
}

/** To semver `-patch.1` is a candidate of the version; OpenIM publishes it afterwards. */
function stage(version: SemVer): number {
  return version.prerelease.length === 0 ? 1 : version.prerelease[0] === "patch" ? 2 : 0;
}

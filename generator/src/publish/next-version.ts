import { inc, major } from "semver";

/** The version that a bump asks for after a published one. Before 1.0.0 a breaking change raises the minor version, which is what `^0.1` in a site's own charts relies on. */
export function nextVersion(published: string, bump: "patch" | "minor" | "major"): string {
  const step = bump === "major" && major(published) === 0 ? "minor" : bump;
  const next = inc(published, step);
  if (next === null) throw new Error(`${published} is no semantic version`);
  return next;
}

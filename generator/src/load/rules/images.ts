import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at, isObject } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

const moving = /^(latest|edge|nightly|stable|dev|snapshot)$/i;
const candidate = /(^|[-.])rc\.?\d+$/;
const early = /(^|[-.])(alpha|beta|pre|preview|dev|snapshot|nightly|canary|test)[-.]?\d*$/i;
const release = /^(release-)?v?\d+(\.\d+)+([-.](patch|p)\.?\d+)?(-[a-z]+\d*)?$/;

const policies: Readonly<Record<string, { readonly allows: (tag: string) => boolean; readonly wanted: string }>> = {
  branch: { allows: (tag) => !moving.test(tag), wanted: "a branch name, a release candidate or a release" },
  rc: { allows: (tag) => candidate.test(tag) || isRelease(tag), wanted: "a release candidate such as rc1 or v3.8.4-rc1, or a release" },
  release: { allows: isRelease, wanted: "a release such as release-v3.8.3 or v3.8.3-patch.15" },
};

/** Images of a site's own must be pinned, and fit the stage that the environment is. The catalogue's own are releases. */
export const images: Rule = ({ stack, position }) => {
  const overrides = at(stack.settings, ["images", "overrides"]);
  const policyName = String(at(stack.settings, ["tagPolicy"]) ?? "release");
  const policy = Object.hasOwn(policies, policyName) ? policies[policyName] : undefined;
  if (!isObject(overrides) || policy === undefined) return [];
  return Object.entries(overrides).flatMap(([image, value]): readonly Diagnostic[] => {
    const tag = isObject(value) ? value["tag"] : undefined;
    if (typeof tag !== "string") return [];
    const where = position(["images", "overrides", image, "tag"]);
    if (moving.test(tag)) return [diagnose("image-unpinned", { image, tag }, where)];
    return policy.allows(tag) ? [] : [diagnose("image-tag-policy", { image, tag, policy: policyName, wanted: policy.wanted }, where)];
  });
};

/** A version, with or without the flavour of its base image. */
function isRelease(tag: string): boolean {
  return release.test(tag) && !candidate.test(tag) && !early.test(tag);
}

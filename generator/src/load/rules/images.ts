import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { asText, at, isObject } from "../../model/json.ts";
import { refusedImage } from "../refused-image.ts";
import { inReleaseOrder } from "../release-order.ts";
import { imagesOf } from "../images-of.ts";
import type { Rule, RuleContext } from "./rule.ts";

const moving = /^(latest|edge|nightly|stable|dev|snapshot)$/i;
const candidate = /(^|[-.])rc\.?\d+$/;
const early = /(^|[-.])(alpha|beta|pre|preview|dev|snapshot|nightly|canary|test)[-.]?\d*$/i;
const release = /^(release-)?v?\d+(\.\d+)+([-.](patch|p)\.?\d+)?(-[a-z]+\d*)?$/;

const policies: Readonly<Record<string, { readonly allows: (tag: string) => boolean; readonly wanted: string }>> = {
  branch: { allows: (tag) => !moving.test(tag), wanted: "a branch name, a release candidate or a release" },
  rc: { allows: (tag) => candidate.test(tag) || isRelease(tag), wanted: "a release candidate such as rc1 or v3.8.4-rc1, or a release" },
  release: { allows: isRelease, wanted: "a release such as release-v3.8.3 or v3.8.3-patch.15" },
};

/** Images of a site's own must be there for good, fit the others, and fit the stage that the environment is. The catalogue's own do. */
export const images: Rule = (context) => {
  const overrides = at(context.stack.settings, ["images", "overrides"]);
  if (!isObject(overrides)) return [];
  return Object.entries(overrides).flatMap(([image, value]) => (isObject(value) ? [...checkRepository(context, image, value["repository"]), ...checkTag(context, image, value)] : []));
};

function checkRepository({ catalog, position }: RuleContext, image: string, repository: unknown): readonly Diagnostic[] {
  const refused = typeof repository === "string" ? refusedImage(catalog, repository) : undefined;
  return refused === undefined ? [] : [diagnose("image-frozen", { image: String(repository), ...refused }, position(["images", "overrides", image, "repository"]))];
}

function checkTag({ catalog, stack, position }: RuleContext, image: string, { tag, repository }: { readonly [key: string]: unknown }): readonly Diagnostic[] {
  const policyName = asText(at(stack.settings, ["tagPolicy"]) ?? "release");
  const policy = Object.hasOwn(policies, policyName) ? policies[policyName] : undefined;
  if (typeof tag !== "string" || policy === undefined) return [];
  const where = position(["images", "overrides", image, "tag"]);
  if (moving.test(tag)) return [diagnose("image-unpinned", { image, tag }, where)];
  if (!policy.allows(tag)) return [diagnose("image-tag-policy", { image, tag, policy: policyName, wanted: policy.wanted }, where)];
  // Whoever builds tries what fits; and of another repository, numbers mean what its owner wants.
  const own = imagesOf(catalog).get(image);
  const ours = policyName !== "branch" && own !== undefined && Object.hasOwn(catalog.release.images, image) && (repository ?? own.repository) === own.repository;
  const reason = ours ? misfit(tag, own.tag) : undefined;
  return reason === undefined ? [] : [diagnose("image-version", { image, tag, own: own?.tag ?? "", reason }, where)];
}

/** Why a version does not go with the rest of the release; undefined when it may. */
function misfit(tag: string, own: string): string | undefined {
  const [wanted, known] = [tag, own].map((text) => text.replace(/^release-/, "")) as [string, string];
  const [line, ownLine] = [wanted, known].map((text) => /^v?(\d+\.\d+)\.\d+/.exec(text)?.[1]);
  if (line === undefined || ownLine === undefined || wanted === known) return undefined;
  if (line !== ownLine) return "of another line: its programs and configuration keys do not fit the other images";
  return inReleaseOrder([known, wanted])[0] === wanted ? "older, and lacks repairs that these charts rely on" : undefined;
}

/** A version, with or without the flavour of its base image. */
function isRelease(tag: string): boolean {
  return release.test(tag) && !candidate.test(tag) && !early.test(tag);
}

import type { Catalog } from "../model/catalog.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Edge } from "../model/plan.ts";
import type { Sizes } from "../model/sizes.ts";
import type { Source } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import { configuration } from "./rules/configuration.ts";
import { credentials } from "./rules/credentials.ts";
import { credentialsMode } from "./rules/credentials-mode.ts";
import { checkEnvironments } from "./rules/environments.ts";
import { external } from "./rules/external.ts";
import { images } from "./rules/images.ts";
import { memoryShare } from "./rules/memory-share.ts";
import { modules } from "./rules/modules.ts";
import { publish } from "./rules/publish.ts";
import { pools } from "./rules/pools.ts";
import { publicURL } from "./rules/public-url.ts";
import { room } from "./rules/room.ts";
import type { Rule, RuleContext } from "./rules/rule.ts";
import { scaling } from "./rules/scaling.ts";
import { stores } from "./rules/stores.ts";
import { unneeded } from "./rules/unneeded.ts";

const rules: readonly Rule[] = [publicURL, stores, external, unneeded, modules, scaling, images, credentials, credentialsMode, configuration, memoryShare, pools, room, publish];

/** Every named rule on every environment (on the file itself when there is none). One cause is reported once. */
export function checkSettings(catalog: Catalog, source: Source, base: Stack, environments: readonly Stack[], edges: readonly Edge[], sizesOf: (stack: Stack) => Sizes): readonly Diagnostic[] {
  const stacks = environments.length > 0 ? environments : [base];
  const all = stacks.flatMap((stack) => {
    let known: Sizes | undefined;
    const context: RuleContext = { catalog, edges, source, stack, position: (path) => stack.origin(path).position, sizes: () => (known ??= sizesOf(stack)) };
    return rules.flatMap((rule) => rule(context));
  });
  const seen = new Set<string>();
  return [...all, ...checkEnvironments(source, environments)].filter((d) => {
    const key = `${d.code} ${d.position?.line}:${d.position?.column} ${d.message}`;
    return !seen.has(key) && seen.add(key);
  });
}

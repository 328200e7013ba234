import type { Diagnostic } from "../../model/diagnostic.ts";
import { at, type JsonObject } from "../../model/json.ts";
import type { FileTree } from "../../model/tree.ts";
import type { Rendered } from "../objects.ts";
import { placeOf } from "../place-of.ts";
import { containerPolicies } from "./containers.ts";
import { objectPolicies } from "./objects.ts";
import { podSecurity } from "./pod-security.ts";
import { breachFound, type Policy } from "./policy.ts";
import { workloadPolicies } from "./workloads.ts";

/** Every policy. They do not know each other and may run in any order. */
export const allPolicies: readonly Policy[] = [...podSecurity, ...containerPolicies, ...workloadPolicies, ...objectPolicies];

/** What breaks a policy in one render, each with its place in the template. `values` are those it was rendered with, the defaults included. */
export function policies(objects: readonly Rendered[], values: JsonObject, tree: FileTree): readonly Diagnostic[] {
  return objects.flatMap((object) =>
    allPolicies.flatMap((policy) =>
      policy.code === "policy-isolated" && wallsOff(object, values) ? [] : policy.check(object, objects).map((breach) => breachFound(policy.code, object, breach, placeOf(object, breach.path, tree))),
    ),
  );
}

/** True where a site switched the network policies of the object's chart off; then it wants it so. */
export function wallsOff(object: Rendered, values: JsonObject): boolean {
  const part = /^[^/]+\/charts\/([^/]+)\//.exec(object.source)?.[1];
  return at(values, [...(part === undefined ? [] : [part]), "networkPolicy", "enabled"]) === false;
}

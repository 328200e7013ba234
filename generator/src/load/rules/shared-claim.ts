import { diagnose } from "../../model/codes.ts";
import { at } from "../../model/json.ts";
import { isOn } from "../../model/store-mode.ts";
import { replicasOf } from "./replicas-of.ts";
import type { Rule } from "./rule.ts";

/** One claim has one owner: two servers that write to one folder destroy it. */
export const sharedClaim: Rule = ({ catalog, stack, position }) =>
  [...catalog.components.values()].flatMap((component) => {
    const path = [component.group, component.name, "persistence", "existingClaim"];
    const claim = at(stack.settings, path);
    const replicas = replicasOf(catalog, component, stack) ?? 1;
    if (typeof claim !== "string" || claim === "" || replicas < 2 || !isOn(component, stack) || at(stack.settings, [component.group, component.name, "persistence", "enabled"]) === false) return [];
    return [diagnose("shared-claim", { component: component.name, replicas, claim }, position(path))];
  });

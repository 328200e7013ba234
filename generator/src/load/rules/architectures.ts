import { diagnose } from "../../model/codes.ts";
import { at } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

const label = "kubernetes.io/arch";

/** Pods are only sent to nodes for which the images are made. */
export const architectures: Rule = ({ catalog, stack, position }) =>
  [...catalog.components.values()].flatMap((component) => {
    const known = catalog.kubernetes.architectures ?? [];
    const path = [component.group, component.name, "nodeSelector", label];
    const wanted = at(stack.settings, path);
    if (typeof wanted !== "string" || known.length === 0 || known.includes(wanted)) return [];
    return [diagnose("no-image-for-node", { component: component.name, architecture: wanted, known: known.join(" and ") }, position(path))];
  });

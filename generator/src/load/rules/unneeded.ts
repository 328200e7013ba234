import { diagnose } from "../../model/codes.ts";
import { isOn } from "./is-on.ts";
import type { Rule } from "./rule.ts";

/**
 * A store that is there for nobody. Those are looked at whose entries say what a client does without them (`absent`): they exist for
 * their clients, while a tool such as a dashboard is there for people.
 */
export const unneeded: Rule = ({ catalog, edges, stack, position }) => {
  const components = [...catalog.components.values()];
  const needed = new Set(edges.flatMap((edge) => (edge.metrics !== true && edge.peer !== true && components.some((c) => c.name === edge.from && isOn(c, stack)) ? [edge.to] : [])));
  return components
    .filter((c) => c.group === "infra" && c.absent !== undefined && isOn(c, stack) && !needed.has(c.name))
    .map((c) => diagnose("infra-unneeded", { store: c.name }, position(["infra", c.name, "mode"])));
};

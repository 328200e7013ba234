import { diagnose } from "../../model/codes.ts";
import { isOn } from "../../model/store-mode.ts";
import type { Rule } from "./rule.ts";

/** A store that is there for nobody. It exists for its clients, while a tool follows a switch and is there for people. */
export const unneeded: Rule = ({ catalog, edges, stack, position }) => {
  const components = [...catalog.components.values()];
  const needed = new Set(edges.flatMap((edge) => (edge.metrics !== true && edge.peer !== true && components.some((c) => c.name === edge.from && isOn(c, stack)) ? [edge.to] : [])));
  return components
    .filter((c) => c.group === "infra" && c.key !== undefined && c.switch === undefined && isOn(c, stack) && !needed.has(c.name))
    .map((c) => diagnose("infra-unneeded", { store: c.name }, position(["infra", c.name, "mode"])));
};

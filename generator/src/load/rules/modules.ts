import { diagnose } from "../../model/codes.ts";
import { isOn } from "../../model/store-mode.ts";
import type { Rule } from "./rule.ts";

/** A module that is off is called by nobody. A door is no caller: it may lead to what is not there, and says so to clients. */
export const modules: Rule = ({ catalog, edges, stack, position }) =>
  [...catalog.components.values()].flatMap((module) => {
    if (module.group !== "modules" || isOn(module, stack)) return [];
    const callers = edges.flatMap((edge) => {
      const caller = edge.to === module.name && !edge.store ? catalog.components.get(edge.from) : undefined;
      return caller !== undefined && caller.kind !== "edge" && isOn(caller, stack) ? [caller.name] : [];
    });
    if (callers.length === 0) return [];
    return [diagnose("module-off", { module: module.name, needers: [...new Set(callers)].join(", ") }, position(["modules", module.name, "enabled"]))];
  });

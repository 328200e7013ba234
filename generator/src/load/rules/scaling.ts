import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

/** Replicas that OpenIM can really use. */
export const scaling: Rule = ({ catalog, stack, position }) => {
  const partitions = Number(at(stack.settings, ["infra", "kafka", "partitions"]) ?? partitionsByDefault(catalog.components.get("kafka")?.settings));
  return [...catalog.components.values()].flatMap((component): readonly Diagnostic[] => {
    const path = ["modules", component.name];
    return (
      [
        [[...path, "replicas"], at(stack.settings, [...path, "replicas"])],
        [[...path, "autoscaling", "maxReplicas"], at(stack.settings, [...path, "autoscaling", "maxReplicas"])],
      ] as const
    ).flatMap(([where, replicas]) => {
      if (typeof replicas !== "number") return [];
      const { max, reason = "", partitions: bounded } = component.scaling ?? {};
      if (max !== undefined && replicas > max) return [diagnose("too-many-replicas", { module: component.name, replicas, max, reason }, position(where))];
      return bounded && replicas > partitions ? [diagnose("replicas-above-partitions", { module: component.name, replicas, partitions }, position(where))] : [];
    });
  });
};

function partitionsByDefault(settings: unknown): number {
  const own = (settings as { partitions?: { default?: number } } | undefined)?.partitions?.default;
  return own ?? 1;
}

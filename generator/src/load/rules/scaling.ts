import type { Catalog, Component } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at, type Json } from "../../model/json.ts";
import type { Stack } from "../../model/stack.ts";
import type { Rule } from "./rule.ts";

const partitionsPath = ["infra", "kafka", "partitions"];

/** Replicas that OpenIM can really use. */
export const scaling: Rule = ({ catalog, stack, position }) => {
  const partitions = Number(at(stack.settings, partitionsPath) ?? partitionsByDefault(catalog.components.get("kafka")?.settings));
  return [...catalog.components.values()].flatMap((component) =>
    wishes(catalog, component, stack).flatMap(({ path, replicas }): readonly Diagnostic[] => {
      const { max, reason = "", partitions: bounded } = component.scaling ?? {};
      if (max !== undefined && replicas > max) return [diagnose("too-many-replicas", { module: component.name, replicas, max, reason }, position(path))];
      return bounded && replicas > partitions ? [diagnose("replicas-above-partitions", { module: component.name, replicas, partitions }, position(path))] : [];
    }),
  );
};

/** Numbers of pods that a component may come to have, each with the setting that decides it. */
function wishes(catalog: Catalog, component: Component, stack: Stack): readonly { readonly path: readonly string[]; readonly replicas: number }[] {
  const own = ["modules", component.name];
  const profile = String(at(stack.settings, ["profile"]) ?? "");
  const sized = Object.hasOwn(catalog.profiles, profile) ? catalog.profiles[profile]?.components[component.name]?.replicas : undefined;
  const replicas = at(stack.settings, [...own, "replicas"]);
  const most = at(stack.settings, [...own, "autoscaling", "maxReplicas"]);
  const said: readonly (readonly [readonly string[], Json | undefined])[] = [
    // The size fits the default number of partitions, so what is to blame is another number of them.
    replicas === undefined ? [partitionsPath, sized] : [[...own, "replicas"], replicas],
    [[...own, "autoscaling", "maxReplicas"], most],
  ];
  return said.flatMap(([path, value]) => (typeof value === "number" ? [{ path, replicas: value }] : []));
}

function partitionsByDefault(settings: unknown): number {
  const own = (settings as { partitions?: { default?: number } } | undefined)?.partitions?.default;
  return own ?? 1;
}

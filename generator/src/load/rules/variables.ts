import type { Catalog, ConfigKey, Part } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { environmentVariable } from "../../model/environment-variable.ts";
import { at, isObject, type Json } from "../../model/json.ts";
import { closest } from "../closest.ts";
import type { Rule } from "./rule.ts";

/** No variable stands beside a configuration file: it would win over the file, or be ignored, both without a trace. */
export const variables: Rule = ({ catalog, stack, position }) =>
  [...catalog.components.values()].flatMap((component) => {
    const part = catalog.release.parts[component.part ?? ""];
    const path = [component.group, component.name, "extraEnv"];
    const said = at(stack.settings, path);
    if (component.part === undefined || part === undefined || !Array.isArray(said)) return [];
    const known = keysOf(catalog, component.part, part);
    return (said as readonly Json[]).flatMap((item): readonly Diagnostic[] => {
      const name = isObject(item) ? item["name"] : undefined;
      if (typeof name !== "string" || !(known.has(name) || name.startsWith(`${part.envPrefix}_`))) return [];
      return [diagnose("configuration-variable", { module: component.name, variable: name, ...verdict(name, known) }, position(path))];
    });
  });

interface Place {
  readonly path: string;
  readonly key: ConfigKey;
}

/** Variables that a part reads, with the settings that they would override. */
function keysOf(catalog: Catalog, name: string, part: Part): ReadonlyMap<string, Place> {
  const files = [...catalog.config.values()].filter((file) => file.part === name);
  return new Map(files.flatMap((file) => file.keys.map((key) => [environmentVariable(part, file, key.path), { path: ["config", file.id, ...key.path].join("."), key }] as const)));
}

function verdict(name: string, known: ReadonlyMap<string, Place>): { readonly problem: string; readonly fix: string } {
  const place = known.get(name);
  if (place === undefined) {
    const near = known.get(closest(name, [...known.keys()]));
    return { problem: "which no configuration file of this release has a key for: OpenIM ignores it without a word", fix: near === undefined ? "Remove it; what can be set stands below `config`." : `Remove it. Did you mean the setting \`${near.path}\`?` };
  }
  const problem = `which wins over \`${place.path}\` without a trace: whoever looks at the file sees another value`;
  return { problem, fix: place.key.source === undefined ? `Remove it, and set \`${place.path}\`.` : "Remove it: the charts set this key themselves." };
}

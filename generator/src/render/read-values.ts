import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import { properties } from "../model/values-schema.ts";

/**
 * The schema with `global` cut down to what the chart's templates read. The rest of `global.openim` stays known by name, because
 * all charts of an installation are given the same block, but has no default here and no effect.
 */
export function readValues(schema: JsonObject, templates: Iterable<string>): JsonObject {
  const read = new Set([...templates].flatMap((text) => [...text.matchAll(/\.Values\.(global[A-Za-z0-9_.]*)/g)].map((m) => (m[1] ?? "").replace(/\.$/, ""))));
  const isRead = (path: string): boolean => [...read].some((r) => r === path || r.startsWith(`${path}.`) || path.startsWith(`${r}.`));
  const cut = (here: JsonObject, path: string): JsonObject => {
    if (!isRead(path)) return {};
    // Read as a whole: `toYaml` of it, or a look-up by name.
    if (read.has(path) || properties(here).length === 0) return here;
    return { ...here, properties: Object.fromEntries(properties(here).map(([name, child]) => [name, cut(child, `${path}.${name}`)])) };
  };
  const own = schema["properties"];
  if (!isObject(own) || !isObject(own["global"])) return schema;
  const global = cut(own["global"], "global");
  return { ...schema, properties: { ...own, global: Object.keys(global).length === 0 ? { type: "object", description: own["global"]["description"] ?? "" } : global } };
}

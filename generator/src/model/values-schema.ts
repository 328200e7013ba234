import type { Json, JsonObject } from "./json.ts";
import { isObject } from "./json.ts";

/** JSON Schema (draft-07) of values, every property with description and default. */
export type ValuesSchema = JsonObject;

/** Names of a schema's properties with their schemas, in order. */
export function properties(schema: JsonObject): readonly (readonly [string, JsonObject])[] {
  const own = schema["properties"];
  return isObject(own) ? Object.entries(own).filter((entry): entry is [string, JsonObject] => isObject(entry[1])) : [];
}

/** The default values that a schema describes: its own default, else those of its properties. Undefined when it describes none. */
export function defaults(schema: JsonObject): Json | undefined {
  if ("default" in schema) return schema["default"] ?? null;
  const own = properties(schema).flatMap(([name, s]) => {
    const value = defaults(s);
    return value === undefined ? [] : [[name, value] as const];
  });
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The schema with other defaults: where `values` has something, that becomes the default. */
export function withDefaults(schema: JsonObject, values: Json | undefined): JsonObject {
  if (values === undefined) return schema;
  const own = properties(schema);
  if (own.length === 0 || "default" in schema || !isObject(values)) return { ...schema, default: values };
  return { ...schema, properties: Object.fromEntries(own.map(([name, s]) => [name, withDefaults(s, values[name])])) };
}

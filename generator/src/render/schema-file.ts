import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";

/** values.schema.json: draft-07, self-contained, without our own annotations. */
export function schemaFile(schema: JsonObject): string {
  return `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...(clean(schema) as JsonObject) }, null, 2)}\n`;
}

function clean(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(clean);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("x-"))
      .map(([key, child]) => [key, clean(child)]),
  );
}

import type { Json, JsonObject } from "../model/json.ts";
import { at, isObject } from "../model/json.ts";

/**
 * The part of a schema that decides about one value. Properties that the value does not have stay known but accept
 * anything, so that compiling costs what the file says and not what it could say. The verdict is the same.
 */
export function pruneSchema(schema: Json, value: Json | undefined, root: JsonObject = isObject(schema) ? schema : {}): Json {
  if (!isObject(schema)) return schema;
  const reference = schema["$ref"];
  if (typeof reference === "string") return pruneSchema(at(root, reference.replace(/^#\//, "").split("/")) ?? true, value, root);
  const known = isObject(schema["properties"]) ? schema["properties"] : {};
  const rest = schema["additionalProperties"];
  const own = isObject(value) ? value : {};
  const extra = isObject(rest) ? Object.keys(own).filter((key) => !Object.hasOwn(known, key)) : [];
  const properties = {
    ...Object.fromEntries(Object.entries(known).map(([key, child]) => [key, Object.hasOwn(own, key) ? pruneSchema(child, own[key], root) : true])),
    ...Object.fromEntries(extra.map((key) => [key, pruneSchema(rest ?? true, own[key], root)])),
  };
  const { definitions: _definitions, ...plain } = schema as Record<string, Json>;
  // Every key that a schema for the rest speaks of stands among the properties now.
  if (isObject(rest)) plain["additionalProperties"] = true;
  const items = schema["items"];
  if (isObject(items)) plain["items"] = Array.isArray(value) && value.length > 0 ? (value as readonly Json[]).map((item) => pruneSchema(items, item, root)) : true;
  return Object.keys(properties).length === 0 ? plain : { ...plain, properties };
}

import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";

/**
 * Makes a plain JSON Schema from a kind's values.schema.yaml: `$use: name` brings in a shared fragment (keys beside it win),
 * `$when: feature` leaves the property out of charts without that feature. Throws an Error for an unknown fragment.
 */
export function expandSchema(schema: JsonObject, shared: JsonObject, features: Readonly<Record<string, boolean>>): JsonObject {
  const expand = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map(expand);
    if (!isObject(value)) return value;
    const { $use, $when: _when, ...rest } = value as Record<string, Json>;
    let base: JsonObject = {};
    if (typeof $use === "string") {
      const fragment = shared[$use];
      if (!isObject(fragment)) throw new Error(`no shared values fragment called ${$use}`);
      base = expand(fragment) as JsonObject;
    }
    const own = Object.fromEntries(
      Object.entries(rest)
        .filter(([, child]) => !isObject(child) || typeof child["$when"] !== "string" || features[child["$when"]] === true)
        .map(([key, child]) => [key, expand(child)]),
    );
    return { ...base, ...own };
  };
  return expand(schema) as JsonObject;
}

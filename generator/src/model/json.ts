/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. Key order is kept: it decides how generated files read. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for plain objects, false for lists and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a text: words and numbers as they are, anything else as JSON. (An object may say that it cannot be made a text.) */
export function asText(value: Json | undefined): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** `over` on top of `base`: objects merge key by key, everything else replaces. Neither argument is changed. */
export function merge(base: JsonObject, over: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return result;
}

/** What must be laid over `base` to get `wanted`; undefined when nothing. Keys that only `base` has are left alone. */
export function difference(base: Json | undefined, wanted: Json): Json | undefined {
  if (isObject(base) && isObject(wanted)) {
    const entries = Object.entries(wanted).flatMap(([key, value]) => {
      const d = difference(base[key], value);
      return d === undefined ? [] : [[key, d] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return base !== undefined && JSON.stringify(base) === JSON.stringify(wanted) ? undefined : wanted;
}

/** The value at a path, or undefined. */
export function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}

/** A copy of `value` with `leaf` at the path; objects on the way are made when missing. */
export function setAt(value: JsonObject, path: readonly string[], leaf: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const old = value[key];
  return { ...value, [key]: rest.length === 0 ? leaf : setAt(isObject(old) ? old : {}, rest, leaf) };
}

/** The objects in a list; none where there is no list. */
export function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

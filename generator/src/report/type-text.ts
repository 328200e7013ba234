import { isObject, type Json, type JsonObject } from "../model/json.ts";
import { typeWord } from "../model/type-words.ts";

/** What a schema lets one write, as people say it: `a whole number from 0 to 6`, `one of lite, small`. */
export function typeText(schema: JsonObject): string {
  const choices = schema["enum"];
  if (Array.isArray(choices)) return `one of ${(choices as readonly Json[]).map((c) => (typeof c === "string" && c !== "" ? c : JSON.stringify(c))).join(", ")}`;
  const items = schema["items"];
  if (isObject(items)) return `a list; each entry ${typeText(items)}`;
  const types = ([] as readonly (Json | undefined)[]).concat(schema["type"] ?? []);
  if (types.length === 0) return "anything";
  const form = typeof schema["patternTitle"] === "string" ? `. ${schema["patternTitle"]}` : "";
  return `${types.map((t) => typeWord(String(t))).join(" or ")}${range(schema["minimum"], schema["maximum"])}${form}`;
}

function range(from: Json | undefined, to: Json | undefined): string {
  if (typeof from === "number" && typeof to === "number") return ` from ${from} to ${to}`;
  if (typeof from === "number") return `, ${from} or more`;
  return typeof to === "number" ? `, ${to} or less` : "";
}

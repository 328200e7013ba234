import type { Json } from "./json.ts";

const words: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a block of keys",
  null: "nothing",
};

/** A type of JSON Schema as people say it. */
export function typeWord(type: string): string {
  return words[type] ?? type;
}

/** What a value is, as people say it. */
export function valueWord(value: Json | undefined): string {
  if (value === null || value === undefined) return typeWord("null");
  return typeWord(Array.isArray(value) ? "array" : typeof value);
}

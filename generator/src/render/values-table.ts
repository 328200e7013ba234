import type { Json, JsonObject } from "../model/json.ts";
import { properties } from "../model/values-schema.ts";

/** The Markdown table of everything a user may set, one row a leaf. */
export function valuesTable(schema: JsonObject): string {
  const rows = leafRows(schema, []);
  return ["| Value | Meaning | Default |", "| --- | --- | --- |", ...rows].join("\n");
}

function leafRows(schema: JsonObject, path: readonly string[]): readonly string[] {
  return properties(schema).flatMap(([name, child]) => {
    const here = [...path, name];
    if (properties(child).length > 0 && !("default" in child)) return leafRows(child, here);
    if (Object.keys(child).length === 0 || !("default" in child)) return [];
    return [`| \`${here.join(".")}\` | ${cell(String(child["description"] ?? ""))} | \`${cell(JSON.stringify(child["default"] as Json))}\` |`];
  });
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import { properties } from "../model/values-schema.ts";
import { toYaml } from "./yaml.ts";

const width = 110;

/** values.yaml: every value that the schema gives a default, each under its description. */
export function valuesFile(title: string, schema: JsonObject, values: JsonObject): string {
  return `# ${title}\n${block(schema, values, 0)}`;
}

function block(schema: JsonObject, values: JsonObject, depth: number): string {
  return properties(schema)
    .filter(([name]) => name in values)
    .map(([name, child]) => (depth === 0 ? "\n" : "") + entry(name, child, values[name] ?? null, depth))
    .join("");
}

function entry(name: string, schema: JsonObject, value: Json, depth: number): string {
  const indent = "  ".repeat(depth);
  const comment = wrap(String(schema["description"] ?? ""), width - indent.length).map((line) => `${indent}# ${line}\n`);
  if (isObject(value) && !("default" in schema) && properties(schema).length > 0) {
    return `${comment.join("")}${indent}${name}:\n${block(schema, value, depth + 1)}`;
  }
  const text = toYaml({ [name]: value });
  return comment.join("") + text.replaceAll(/^(?=.)/gm, indent);
}

/** Words in lines of at most `columns`. */
function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((w) => w !== "")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

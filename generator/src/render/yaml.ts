import { stringify } from "yaml";
import type { Json } from "../model/json.ts";
import { isObject } from "../model/json.ts";

/** YAML as our files hold it: two spaces, no folding, no aliases, double quotes where quotes are needed. */
export function toYaml(value: Json): string {
  const short = simple(value);
  if (short !== undefined) return `${short}\n`;
  return stringify(value, { indent: 2, lineWidth: 0, aliasDuplicateObjects: false, singleQuote: false, defaultKeyType: "PLAIN" });
}

/** One `key: value` whose value is a plain word, a number, a boolean or empty: most of a values file. */
function simple(value: Json): string | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const [key, leaf] = entries[0] ?? [];
  if (entries.length !== 1 || key === undefined || leaf === undefined || !/^[A-Za-z][A-Za-z0-9-]*$/.test(key) || words.test(key)) return undefined;
  if (typeof leaf === "number" || typeof leaf === "boolean") return `${key}: ${leaf}`;
  if (leaf === "") return `${key}: ""`;
  if (typeof leaf === "string") return /^[A-Za-z][A-Za-z0-9./-]*$/.test(leaf) && !words.test(leaf) ? `${key}: ${leaf}` : undefined;
  if (Array.isArray(leaf)) return leaf.length === 0 ? `${key}: []` : undefined;
  return isObject(leaf) && Object.keys(leaf).length === 0 ? `${key}: {}` : undefined;
}

// What YAML 1.1 or 1.2 would not read as text.
const words = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

import { stringify } from "yaml";
import type { Json } from "../model/json.ts";

/** YAML as our files hold it: two spaces, no folding, no aliases, double quotes where quotes are needed. */
export function toYaml(value: Json): string {
  return stringify(value, { indent: 2, lineWidth: 0, aliasDuplicateObjects: false, singleQuote: false, defaultKeyType: "PLAIN" });
}

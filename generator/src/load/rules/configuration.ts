import type { ConfigKey } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

/** Configuration keys have one owner: what the charts compute cannot be set beside them. */
export const configuration: Rule = ({ catalog, stack, position }) =>
  [...catalog.config.values()].flatMap((file) =>
    file.keys.flatMap((key): readonly Diagnostic[] => {
      const path = ["config", file.id, ...key.path];
      if (key.source === undefined || at(stack.settings, path) === undefined) return [];
      return [diagnose("owned-key", { key: path.join("."), by: owner(key) }, position(path))];
    }),
  );

function owner(key: ConfigKey): string {
  switch (key.source?.kind) {
    case "secret":
      return `from the key ${key.source.key} of a Secret`;
    case "pod-ip":
      return "to the pod's own address";
    case "from":
      return `from ${key.source.source}`;
    default:
      return `to ${JSON.stringify(key.default)}, on which probes, Services and policies rely`;
  }
}

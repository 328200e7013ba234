import type { Catalog } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import { at, type JsonObject } from "../../model/json.ts";
import type { Rule } from "./rule.ts";
import { storeMode } from "../../model/store-mode.ts";

const modePath = ["credentials", "mode"];

/** Where nothing makes Secrets, the site names them all; where they are derived, the master comes from outside. */
export const credentialsMode: Rule = ({ catalog, stack, position }) => {
  const { settings } = stack;
  switch (at(settings, modePath)) {
    case "existing": {
      const missing = [...ownSecrets(catalog, settings), ...storeSecrets(catalog, settings)].filter((path) => (at(settings, path) ?? "") === "");
      return missing.length === 0 ? [] : [diagnose("existing-without-secret", { missing: missing.map((path) => `\`${path.join(".")}\``).join(", ") }, position(modePath))];
    }
    case "derived":
      return [diagnose("derived-master", {}, position(modePath))];
    default:
      return [];
  }
};

/** OpenIM's own Secrets that a module which is on reads. Those that are never generated may be missing in any mode. */
function ownSecrets(catalog: Catalog, settings: JsonObject): readonly (readonly string[])[] {
  const modules = [...catalog.components.values()].filter((c) => at(settings, ["modules", c.name, "enabled"]) !== false && c.enabled !== false);
  const files = new Set(modules.flatMap((c) => c.files ?? []));
  const read = new Set([...files].flatMap((id) => catalog.config.get(id)?.keys ?? []).flatMap((key) => (key.source?.kind === "secret" ? [key.source.secret] : [])));
  return Object.entries(catalog.release.secrets).flatMap(([name, secret]) => (secret.generated === false || !read.has(name) ? [] : [["credentials", name, "existingSecret"]]));
}

/** Secrets of stores that are built in; what an external one needs is a matter of the store (rules/stores.ts). */
function storeSecrets(catalog: Catalog, settings: JsonObject): readonly (readonly string[])[] {
  return [...catalog.components.values()].flatMap((c) => (c.group === "infra" && c.secret !== undefined && storeMode(c, settings) === "builtin" ? [["infra", c.name, "existingSecret"]] : []));
}

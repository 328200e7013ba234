import type { Catalog } from "../../model/catalog.ts";
import { at, type JsonObject } from "../../model/json.ts";
import { storeMode } from "../../model/store-mode.ts";
import { checkClientHost } from "./client-host.ts";
import type { Rule } from "./rule.ts";

/** Whatever else clients are sent to must be reachable for them, as the public address is: `clientAddresses` of an entry, `@client` of a key. */
export const clientAddresses: Rule = ({ catalog, stack, position }) =>
  places(catalog, stack.settings).flatMap((path) => {
    const value = at(stack.settings, path);
    if (typeof value !== "string" || value === "") return [];
    const host = /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^:/?#\s]*)/i.exec(value)?.[1]?.toLowerCase() ?? "";
    return checkClientHost(host, at(stack.settings, ["exposure", "intranet"]) === true, position(path));
  });

function places(catalog: Catalog, settings: JsonObject): readonly (readonly string[])[] {
  // Of a store that is built in such a setting is refused altogether.
  const components = [...catalog.components.values()].filter((c) => c.key === undefined || storeMode(c, settings) === "external");
  return [
    ...components.flatMap((c) => ((c.extra["clientAddresses"] ?? []) as readonly string[]).map((setting) => [c.group, c.name, ...setting.split(".")])),
    ...[...catalog.config.values()].flatMap((file) => file.keys.filter((key) => key.client === true).map((key) => ["config", file.id, ...key.path])),
  ];
}

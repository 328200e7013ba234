import type { ConfigFile } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { asText, at } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

/** Values of OpenIM's own configuration that do nothing alone, such as a vendor without an account: `@needs` of the key. */
export const neededSettings: Rule = ({ catalog, stack, position }) =>
  [...catalog.config.values()].flatMap((file) =>
    file.keys.flatMap((key): readonly Diagnostic[] => {
      const path = ["config", file.id, ...key.path];
      const value = asText(at(stack.settings, path));
      const needs = (Object.hasOwn(key.needs ?? {}, value) ? key.needs?.[value] : undefined) ?? [];
      const places = needs.map((name) => placeOf(file, name));
      if (places.length === 0 || places.some((place) => isSet(at(stack.settings, place)))) return [];
      const setting = `${path.join(".")}: ${value}`;
      return [diagnose("setting-needs-setting", { setting, needs: places.map((place) => place.join(".")).join("` or `"), reason: "OpenIM would start, and what is asked for here would fail or never be sent." }, position(path))];
    }),
  );

/** A Secret of the site's own, or a key of the same file. */
function placeOf(file: ConfigFile, name: string): readonly string[] {
  const secret = /^secret (\S+)$/.exec(name)?.[1];
  return secret === undefined ? ["config", file.id, ...name.split(".")] : ["credentials", secret, "existingSecret"];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== "";
}

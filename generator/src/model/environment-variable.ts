import type { ConfigFile, Part } from "./catalog.ts";

/**
 * Variable that overrides a configuration key: prefix, file name and key path, dots and dashes to underscores, upper case.
 * From viper as OpenIM uses it; camelCase is squeezed, not split.
 */
export function environmentVariable(part: Part, file: ConfigFile, path: readonly string[]): string {
  const base = file.name.replace(/\.ya?ml$/, "").replaceAll("-", "_");
  const prefix = part.unprefixed?.includes(file.id) ? [] : [part.envPrefix, base];
  return [...prefix, ...path].join("_").toUpperCase();
}

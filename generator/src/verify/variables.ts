import { parse } from "yaml";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, type Json } from "../model/json.ts";
import { containers, list, podTemplate, title, type Rendered } from "./objects.ts";

/** Prefixes of variables that override configuration keys, with the files of a release that are read without one. */
export interface VariableRules {
  readonly prefixes: readonly string[];
}

/**
 * Every variable with a configuration prefix names a key of a file that the pod mounts: the programs ignore others without a word.
 * The variable of a key is PREFIX_FILE_PATH in upper case, with dashes and dots as underscores.
 */
export function variables(objects: readonly Rendered[], rules: VariableRules): readonly Diagnostic[] {
  return objects.flatMap((object) => {
    const template = podTemplate(object);
    if (template === undefined) return [];
    const known = new Set(
      list(template, "spec", "volumes").flatMap((volume) => {
        const map = objects.find((o) => o.kind === "ConfigMap" && o.name === at(volume, ["configMap", "name"]));
        return map === undefined ? [] : inMap(map);
      }),
    );
    return containers(template).flatMap((container) =>
      list(container, "env").flatMap((variable) => {
        const name = String(variable["name"]);
        const prefix = rules.prefixes.find((p) => name.startsWith(`${p}_`));
        if (prefix === undefined || known.has(name.slice(prefix.length + 1))) return [];
        return [diagnose("dead-variable", { object: title(object), variable: name })];
      }),
    );
  });
}

const readMaps = new WeakMap<Rendered, readonly string[]>();

/** Names of all keys in the files of a ConfigMap, which are read once however many pods mount it. */
function inMap(map: Rendered): readonly string[] {
  const known = readMaps.get(map);
  if (known !== undefined) return known;
  const data = at(map.value, ["data"]);
  const found = isObject(data) ? Object.entries(data).flatMap(([file, text]) => (/\.ya?ml$/.test(file) ? names(file, parse(String(text)) as Json) : [])) : [];
  readMaps.set(map, found);
  return found;
}

function names(file: string, value: Json): readonly string[] {
  const base = file.replace(/\.ya?ml$/, "").replaceAll("-", "_");
  const walk = (here: Json, path: string): readonly string[] =>
    isObject(here) ? Object.entries(here).flatMap(([key, child]) => walk(child, `${path}_${key}`)) : [path.toUpperCase()];
  return walk(value, base);
}

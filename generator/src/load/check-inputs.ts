import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import type { FileTree } from "../model/tree.ts";
import { closest } from "./closest.ts";

/** Every folder that `extraModules` names has entries; a misspelt one would be left out without a word. */
export function checkExtraModules(source: Source, folders: readonly string[], extra: FileTree): readonly Diagnostic[] {
  return folders.flatMap((folder, i) =>
    [...extra.keys()].some((path) => path.startsWith(`${folder}/`) && /\.ya?ml$/.test(path)) ? [] : [diagnose("extra-modules-empty", { folder }, source.position(["extraModules", i]))],
  );
}

/** `--set environments.<name>.…` speaks of an environment that openim.yaml has. */
export function checkFlaggedEnvironments(flagged: JsonObject, known: readonly string[]): readonly Diagnostic[] {
  const named = at(flagged, ["environments"]);
  return !isObject(named)
    ? []
    : Object.keys(named).flatMap((key) => (known.includes(key) ? [] : [diagnose("unknown-key", { key, at: "`environments`", near: closest(key, known), known: known.join(", ") || "none" })]));
}

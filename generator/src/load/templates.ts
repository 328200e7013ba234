import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Kind, Templates } from "../model/kind.ts";
import type { Path, Source } from "../model/source.ts";
import { fileTree, subtree, type FileTree } from "../model/tree.ts";
import { closest } from "./closest.ts";
import { readYaml } from "./yaml.ts";

/** Sorts the files below generator/templates into kinds and shared fragments. */
export function loadTemplates(tree: FileTree, where: string): { readonly templates: Templates; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const sources: Source[] = [];
  const read = (path: string): JsonObject => {
    const { source, diagnostics: found } = readYaml(`${where}/${path}`, tree.get(path) ?? "");
    diagnostics.push(...found);
    sources.push(source);
    return isObject(source.value) ? source.value : {};
  };
  const names = [...new Set([...tree.keys()].map((path) => path.split("/")[0] ?? ""))].filter((name) => name !== "shared");
  const kinds = names.map((name): Kind => {
    const files = fileTree([...subtree(tree, name)].filter(([path]) => path !== "values.schema.yaml"));
    return { name, schema: read(`${name}/values.schema.yaml`), files };
  });
  const fragments = [...subtree(tree, "shared")].filter(([path]) => path !== "values.schema.yaml").map(([path, text]) => [path.replace(/\.[a-z]+$/, ""), text] as const);
  const values = read("shared/values.schema.yaml");
  diagnostics.push(...sources.flatMap((source) => unknownFragments(source, source.value, values)));
  return { templates: { kinds: new Map(kinds.map((k) => [k.name, k])), fragments: new Map(fragments), values }, diagnostics };
}

/** Every `$use` names a fragment that is there. */
function unknownFragments(source: Source, value: Json, values: JsonObject, path: Path = []): readonly Diagnostic[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((child, i) => unknownFragments(source, child, values, [...path, i]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const here = [...path, key];
    if (key !== "$use" || typeof child !== "string") return unknownFragments(source, child, values, here);
    const near = closest(child, Object.keys(values));
    const reason = `There is no shared fragment of values called \`${child}\`.${near === "" ? "" : ` Did you mean \`${near}\`?`}`;
    return isObject(values[child]) ? [] : [diagnose("chart-template", { reason }, source.position(here))];
  });
}

import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Kind, Templates } from "../model/kind.ts";
import { fileTree, subtree, type FileTree } from "../model/tree.ts";
import { readYaml } from "./yaml.ts";

/** Sorts the files below generator/templates into kinds and shared fragments. */
export function loadTemplates(tree: FileTree, where: string): { readonly templates: Templates; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const read = (path: string): JsonObject => {
    const { source, diagnostics: found } = readYaml(`${where}/${path}`, tree.get(path) ?? "");
    diagnostics.push(...found);
    return isObject(source.value) ? source.value : {};
  };
  const names = [...new Set([...tree.keys()].map((path) => path.split("/")[0] ?? ""))].filter((name) => name !== "shared");
  const kinds = names.map((name): Kind => {
    const files = fileTree([...subtree(tree, name)].filter(([path]) => path !== "values.schema.yaml"));
    return { name, schema: read(`${name}/values.schema.yaml`), files };
  });
  const fragments = [...subtree(tree, "shared")].filter(([path]) => path !== "values.schema.yaml").map(([path, text]) => [path.replace(/\.[a-z]+$/, ""), text] as const);
  return { templates: { kinds: new Map(kinds.map((k) => [k.name, k])), fragments: new Map(fragments), values: read("shared/values.schema.yaml") }, diagnostics };
}

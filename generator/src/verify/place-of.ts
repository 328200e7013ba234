import type { Position } from "../model/diagnostic.ts";
import type { FileTree } from "../model/tree.ts";
import type { Rendered } from "./objects.ts";
import type { Path } from "../model/source.ts";

/**
 * Where a place in a rendered object comes from, as well as it can be told: the line in the chart's template to which the keys of
 * the path lead one after the other. A template is not YAML, so what a helper or `toYaml` writes leads to the line that calls it.
 */
export function placeOf(object: Rendered, path: Path, tree: FileTree): Position {
  const file = templateOf(object);
  return { file, ...alongKeys(tree.get(file) ?? "", path, (item) => itemNames(object, item)) };
}

/** Line and column, counted from 1, to which the keys of a path lead one after the other; `names` says how an item of a list is called. */
export function alongKeys(text: string, path: Path, names: (item: Path) => readonly string[] = () => []): { readonly line: number; readonly column: number } {
  const lines = text.split("\n");
  let [line, column] = [0, 0];
  for (const key of path) {
    if (typeof key === "number") {
      const called = names(path.slice(0, path.indexOf(key) + 1));
      const found = lines.findIndex((text, i) => i >= line && called.some((name) => new RegExp(`^\\s*(- )?name: ${name}\\s*$`).test(text)));
      if (found >= 0) [line, column] = [found, (lines[found] ?? "").search(/\S/)];
      continue;
    }
    const found = lines.findIndex((text, i) => i >= line && new RegExp(`^\\s*(- )?"?${escape(key)}"?:`).test(text));
    if (found < 0) break;
    [line, column] = [found, (lines[found] ?? "").search(/[^\s-]/)];
  }
  return { line: line + 1, column: Math.max(column, 0) + 1 };
}

/** The template that rendered an object, as a path of the tree. */
export function templateOf(object: Rendered): string {
  return object.source.replace(/^[^/]+\/charts\//, "charts/").replace(/^([^/]+)\/templates\//, (all, chart: string) => (chart === "charts" ? all : `charts/${chart}/templates/`));
}

function itemNames(object: Rendered, path: Path): readonly string[] {
  let here: unknown = object.value;
  for (const key of path) here = typeof here === "object" && here !== null ? (here as Record<string | number, unknown>)[key] : undefined;
  const name = typeof here === "object" && here !== null ? (here as Record<string, unknown>)["name"] : undefined;
  return typeof name === "string" ? [escape(name)] : [];
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

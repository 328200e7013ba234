import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { Diagnostic, Position } from "../model/diagnostic.ts";
import type { Json } from "../model/json.ts";
import type { Path, Source } from "../model/source.ts";
import { parseYaml } from "./yaml-document.ts";

/** Reads one YAML file. A file that is not YAML gives diagnostics and an empty object as value; nothing is thrown. */
export function readYaml(file: string, text: string): { readonly source: Source; readonly diagnostics: readonly Diagnostic[] } {
  const { document, place, diagnostics } = parseYaml(file, text);
  const position = (path: Path, part: "key" | "value" = "value"): Position => {
    let node = document.contents as Node | null;
    let pair: Pair<Node, Node | null> | undefined;
    for (const key of path) {
      const next = child(node, key);
      if (next === undefined) break;
      [node, pair] = next;
    }
    const target = part === "key" && pair !== undefined ? pair.key : (node ?? pair?.key);
    const range = target?.range;
    return range ? place(range[0], range[1]) : { file, line: 1, column: 1 };
  };
  const value = diagnostics.length === 0 ? ((document.toJS() ?? {}) as Json) : {};
  return { source: { file, text, value, position }, diagnostics };
}

function child(node: Node | null, key: string | number): [Node | null, Pair<Node, Node | null> | undefined] | undefined {
  if (isMap<Node, Node | null>(node)) {
    const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(key));
    return pair === undefined ? undefined : [pair.value, pair];
  }
  if (isSeq<Node>(node) && typeof key === "number") {
    const item = node.items[key];
    return item === undefined || isAlias(item) ? undefined : [item, undefined];
  }
  return undefined;
}

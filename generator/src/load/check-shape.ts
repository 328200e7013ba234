import { diagnose } from "../model/codes.ts";
import { emptiness } from "../model/codes/yaml.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { isObject, type Json } from "../model/json.ts";
import { showPath, type Path, type Source } from "../model/source.ts";
import { typeWord, valueWord } from "../model/type-words.ts";
import { closest } from "./closest.ts";

/**
 * What a catalogue entry may look like, in a few words, checked by walking: the catalogue is read at every start, where
 * compiling a schema would cost more than everything else. An array lists the words that are allowed.
 */
export type Shape = "text" | "name" | "flag" | "whole" | "number" | "any" | readonly string[] | { readonly list: Shape } | { readonly map: Shape } | Block;

export interface Block {
  readonly keys: Readonly<Record<string, Shape>>;
  readonly required: readonly string[];
  /** Other keys may stand beside; one that is nearly a known key is refused all the same. */
  readonly open?: boolean;
}

const types = { text: "string", name: "string", flag: "boolean", whole: "integer", number: "number", any: "anything" } as const;
const namePattern = /^[a-z]([-a-z0-9]{0,50}[a-z0-9])?$/;

/** Everything in a source that has not the shape. */
export function checkShape(source: Source, shape: Shape): readonly Diagnostic[] {
  return check(source.value, shape, []);

  function check(value: Json, wanted: Shape, path: Path): readonly Diagnostic[] {
    if (typeof wanted === "string") return scalar(value, wanted, path);
    if (isWords(wanted)) {
      if (wanted.includes(String(value))) return [];
      const near = closest(String(value), wanted);
      const hint = `${near === "" ? "" : `Did you mean \`${near}\`? `}Allowed: ${wanted.join(", ")}.`;
      return [diagnose("wrong-value", { path: showPath(path), reason: `is \`${String(value)}\``, hint }, source.position(path))];
    }
    if ("list" in wanted) return Array.isArray(value) ? (value as readonly Json[]).flatMap((item, i) => check(item, wanted.list, [...path, i])) : [wrongType(typeWord("array"), value, path)];
    if (!isObject(value)) return [wrongType(typeWord("object"), value, path)];
    if ("map" in wanted) return Object.entries(value).flatMap(([key, child]) => check(child, wanted.map, [...path, key]));
    const at = path.length === 0 ? source.file : `\`${showPath(path)}\``;
    const known = Object.keys(wanted.keys);
    return [
      ...wanted.required.filter((key) => !Object.hasOwn(value, key)).map((key) => diagnose("missing-key", { key, at }, source.position(path, "key"))),
      ...Object.entries(value).flatMap(([key, child]) => {
        const own = Object.hasOwn(wanted.keys, key) ? wanted.keys[key] : undefined;
        if (own !== undefined) return check(child, own, [...path, key]);
        const near = closest(key, known);
        return wanted.open === true && near === "" ? [] : [diagnose("unknown-key", { key, at, near, known: known.join(", ") }, source.position([...path, key], "key"))];
      }),
    ];
  }

  function scalar(value: Json, wanted: keyof typeof types, path: Path): readonly Diagnostic[] {
    const fits = { text: typeof value === "string", name: typeof value === "string", flag: typeof value === "boolean", whole: Number.isInteger(value), number: typeof value === "number", any: true }[wanted];
    if (!fits) return [wrongType(typeWord(types[wanted]), value, path)];
    if (wanted !== "name" || namePattern.test(String(value))) return [];
    const reason = `is \`${String(value)}\`, which cannot be part of the names of Kubernetes objects`;
    return [diagnose("wrong-value", { path: showPath(path), reason, hint: "Use lower-case letters, digits and dashes, beginning with a letter." }, source.position(path))];
  }

  function wrongType(wanted: string, value: Json, path: Path): Diagnostic {
    return diagnose("wrong-type", { path: path.length === 0 ? source.file : showPath(path), wanted, found: value === null ? emptiness : valueWord(value) }, source.position(path, value === null ? "key" : "value"));
  }
}

function isWords(shape: Exclude<Shape, string>): shape is readonly string[] {
  return Array.isArray(shape);
}

import { at, isObject, merge, type Json, type JsonObject } from "../model/json.ts";
import type { Origin, Stack } from "../model/stack.ts";
import { typeText } from "./type-text.ts";

/** What is in force where nothing was said: a value, its place, and a sentence about it. */
export interface Unsaid extends Origin {
  readonly value?: Json | undefined;
  readonly note?: string;
}

/** The value of a key for one environment, and where it comes from. */
export interface InForce {
  readonly environment: string | undefined;
  /** Undefined when nobody says one, and when it is only known in the cluster. */
  readonly value: Json | undefined;
  readonly origin: Origin;
  readonly note: string;
}

/** Everything about one path of openim.yaml. */
export interface Explanation extends InForce {
  readonly path: readonly string[];
  readonly type: string;
  readonly documentation: string;
  /** Keys of a block, one line each; empty for a value. */
  readonly keys: readonly { readonly key: string; readonly value: Json | undefined; readonly type: string; readonly documentation: string }[];
  /** The environments, when all were asked for and one differs. */
  readonly environments: readonly InForce[];
}

/** A key that is not there. */
export interface Unknown {
  readonly key: string;
  readonly within: readonly string[];
  readonly known: readonly string[];
}

export interface ExplainInput {
  /** Schema of openim.yaml. */
  readonly schema: JsonObject;
  /** What is asked about: one environment, or what all share. */
  readonly stack: Stack;
  /** All environments; empty when only one is asked about. */
  readonly others: readonly Stack[];
  readonly unsaid: (stack: Stack, path: readonly string[]) => Unsaid | undefined;
}

/** Explains a path of openim.yaml. */
export function explain(input: ExplainInput, path: readonly string[]): Explanation | Unknown {
  const found = walk(input.schema, path);
  if ("key" in found) return found;
  const { node, free } = found;
  // Below a block of free keys the schema says nothing; what is said there lies over its default as a whole.
  const described = path.slice(0, path.length - free);
  const here = inForce(input, input.stack, described, path.slice(described.length));
  const others = input.others.map((stack) => inForce(input, stack, described, path.slice(described.length)));
  const differ = others.some((o) => JSON.stringify(o.value) !== JSON.stringify(here.value));
  return {
    ...here,
    path,
    type: free > 0 ? "anything" : typeText(node),
    documentation: String(node["description"] ?? ""),
    keys: (free > 0 ? [] : propertiesOf(input.schema, node)).map(([key, child]) => ({
      key,
      value: isWhole(input, child, [...path, key]) ? inForce(input, input.stack, [...path, key], []).value : undefined,
      type: typeText(child),
      documentation: String(child["description"] ?? ""),
    })),
    environments: differ && isWhole(input, node, path) ? others : [],
  };
}

/** Whether a value can be told in a word: of a large block only the keys that were said are known together. */
function isWhole({ schema, stack, unsaid }: ExplainInput, node: JsonObject, path: readonly string[]): boolean {
  return node["type"] === "array" || propertiesOf(schema, node).length === 0 || unsaid(stack, path)?.value !== undefined;
}

function inForce({ unsaid }: ExplainInput, stack: Stack, path: readonly string[], free: readonly string[]): InForce {
  const whole = [...path, ...free];
  const { value: fallback, note = "", ...place } = unsaid(stack, path) ?? { layer: "catalogue" as const };
  const said = at(stack.settings, path);
  const value = isObject(said) && isObject(fallback) ? merge(fallback, said) : (said ?? fallback);
  const isSaid = at(stack.settings, whole) !== undefined && stack.origin(whole).layer !== "catalogue";
  return { environment: stack.environment, value: at(value, free), ...(isSaid ? { origin: stack.origin(whole), note: "" } : { origin: place, note }) };
}

/** The schema at a path; `free` is how many keys at its end only a block of free keys knows. */
function walk(schema: JsonObject, path: readonly string[]): { readonly node: JsonObject; readonly free: number } | Unknown {
  let node = schema;
  for (const [i, key] of path.entries()) {
    // Every entry of a list is described alike, with or without its number.
    if (isObject(node["items"]) && /^\d+$/.test(key)) {
      node = dereference(schema, node["items"]);
      continue;
    }
    const own = propertiesOf(schema, node);
    const next = own.find(([name]) => name === key)?.[1] ?? (isObject(node["additionalProperties"]) ? dereference(schema, node["additionalProperties"]) : undefined);
    if (next === undefined && own.length === 0 && node["type"] === "object" && node["additionalProperties"] !== false) return { node, free: path.length - i };
    if (next === undefined) return { key, within: path.slice(0, i), known: own.map(([name]) => name) };
    node = next;
  }
  return { node, free: 0 };
}

function propertiesOf(schema: JsonObject, node: JsonObject): readonly (readonly [string, JsonObject])[] {
  const of = isObject(node["items"]) ? dereference(schema, node["items"]) : node;
  return Object.entries(of["properties"] ?? {}).flatMap(([name, child]) => (isObject(child) ? [[name, dereference(schema, child)] as const] : []));
}

function dereference(schema: JsonObject, node: JsonObject): JsonObject {
  const reference = node["$ref"];
  const target = typeof reference === "string" ? at(schema, reference.replace(/^#\//, "").split("/")) : node;
  return isObject(target) ? target : {};
}

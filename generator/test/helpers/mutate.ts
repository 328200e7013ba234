import fc from "fast-check";
import { parse, stringify } from "yaml";
import { isObject, type Json } from "../../src/model/json.ts";
import { keep } from "../../src/model/keep.ts";

/** One small piece of damage: which, where (counted over whatever the text has), and with what. */
export interface Damage {
  readonly kind: string;
  readonly at: number;
  readonly with: number;
}

/** Words and things that programs stumble over. */
const oddWords: readonly unknown[] = [null, "", " ", true, false, "true", 0, -1, 1, 65_536, 1e308, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY, 0.5, "1e3", "0x1F", "1_000", "010", "yes", "~"];
const oddTexts: readonly unknown[] = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "\u0000", "\u001b[31m", "\ud83d\udca5", "\u202eabc", "é", "Ⅷ", "a".repeat(5_000), "\n", "a\nb", "\t", "'", '"', "\\", "#", ": ", "- ", "&a", "*a", "%"];
const oddPlaces: readonly unknown[] = ["{{ .Values.x }}", "{{", "}}", "<% x %>", "<%#if x%>", "$(X)", "${x}", "$&", "../../etc/passwd", "/", ".", "-", "---", "2001-01-01", "https://", "http://[", "https://a:99999", "a:b:c", "10Gi", "-1Mi", "\ufeff"];
const oddBlocks: readonly unknown[] = [[], {}, [[]], [null], [{}], { "": "" }, { a: { b: { c: {} } } }, [1, "a", true]];
const oddities = [oddWords, oddTexts, oddPlaces, oddBlocks].flat();
const oddKeys = ["__proto__", "constructor", "toString", "", "a.b", "a/b", "a~1b", "0", "null", "\ud83d\udca5", "x".repeat(300), "{{", "enabled", "name", "kind", "$ref", "$use"];
const snippets = ["\t", "\r\n", "\u0000", "\ufeff", "&a ", "*a", "<<: *a\n", "<<: {a: 1}\n", "!!binary x", "!!js/function x", "!x ", "? ", "- ", ": ", "#", "'", '"', "|", ">", "%YAML 9.9\n", "---\n", "...\n", "@", "`", "{", "}", "[", "]", ",", "\u2028", "\ud800", "[".repeat(200), "{a: ".repeat(200)];

const shapes = ["drop", "rename", "typo", "replace", "move", "wrap", "list", "text", "deepen"];
const texts = ["truncate", "insert", "cut", "twice", "swap", "indent", "crlf", "bom", "duplicate"];

/** Damage of any kind; most files get one or two pieces of it. */
export const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...shapes, ...shapes, ...texts), at: fc.nat(1_000_000), with: fc.nat(1_000_000) }),
  { minLength: 1, maxLength: 3 },
);

/** Few texts are damaged, each many times. */
const sound = keep<unknown>(500);

/** A YAML text with damage done to it: first to what it says, then to how it is written. */
export function damaged(text: string, list: readonly Damage[]): string {
  const said = list.filter((d) => shapes.includes(d.kind));
  const reshaped = said.length === 0 ? text : stringify(said.reduce((value, d) => reshape(value, d), sound(text, () => parse(text) as unknown)));
  return list.filter((d) => texts.includes(d.kind)).reduce(rewrite, reshaped);
}

type Place = readonly (string | number)[];

function places(value: unknown, path: Place = []): readonly Place[] {
  const children: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? value.map((v, i) => [i, v] as const) : isObject(value) ? Object.entries(value) : [];
  return [...(path.length === 0 ? [] : [path]), ...children.flatMap(([key, child]) => places(child, [...path, key]))];
}

/** The value with something done to one of its places. */
export function reshape(value: unknown, { kind, at, with: choice }: Damage): unknown {
  const all = places(value);
  const path = pick(all, at);
  const key = path?.at(-1);
  if (path === undefined || key === undefined) return pick(oddities, choice);
  const copy = structuredClone(value);
  const parent = get(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const old = parent[key];
  const renamed = (name: string): void => {
    if (Array.isArray(parent)) return;
    delete parent[key];
    Object.defineProperty(parent, name, { value: old, enumerable: true, configurable: true, writable: true });
  };
  switch (kind) {
    case "drop":
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case "rename":
      renamed(pick(oddKeys, choice) ?? "");
      break;
    case "typo":
      renamed(mistyped(String(key), choice));
      break;
    case "move":
      parent[key] = structuredClone(get(value, pick(all, choice) ?? []));
      break;
    case "wrap":
      parent[key] = { [pick(oddKeys, choice) ?? ""]: old };
      break;
    case "list":
      parent[key] = [old, old];
      break;
    case "text":
      parent[key] = typeof old === "string" ? Number(old) : JSON.stringify(old);
      break;
    case "deepen":
      for (let i = 0; i < 60; i++) parent[key] = choice % 2 === 0 ? [parent[key]] : { a: parent[key] };
      break;
    default:
      parent[key] = pick(oddities, choice);
  }
  return copy;
}

/** A word as somebody who types fast writes it; never the word itself. */
export function mistyped(word: string, choice: number): string {
  const i = word.length === 0 ? 0 : choice % word.length;
  const cut = word.slice(0, i) + word.slice(i + 1);
  return choice % 3 === 0 && cut !== "" ? cut : `${word.slice(0, i)}${word[i] ?? "x"}${word.slice(i)}`;
}

function rewrite(text: string, { kind, at, with: choice }: Damage): string {
  const lines = text.split("\n");
  const line = at % lines.length;
  const offset = at % (text.length + 1);
  const swap = (one: number, other: number): string => lines.map((l, i) => (i === one ? lines[other] : i === other ? lines[one] : l)).join("\n");
  switch (kind) {
    case "truncate":
      return text.slice(0, offset);
    case "insert":
      return text.slice(0, offset) + (pick(snippets, choice) ?? "") + text.slice(offset);
    case "cut":
      return text.slice(0, offset) + text.slice(offset + (choice % 40));
    case "twice":
      return lines.flatMap((l, i) => (i === line ? [l, l] : [l])).join("\n");
    case "duplicate":
      return text + text;
    case "swap":
      return swap(line, choice % lines.length);
    case "indent":
      return lines.map((l, i) => (i === line ? `${" ".repeat(choice % 5)}${l.trimStart()}` : l)).join("\n");
    case "crlf":
      return lines.join("\r\n");
    default:
      return `\ufeff${text}`;
  }
}

function get(value: unknown, path: Place): unknown {
  return path.reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], value);
}

function pick<T>(list: readonly T[], number: number): T | undefined {
  return list[number % list.length];
}

/** Paths of all leaves, with the value of each. */
export function leaves(value: Json, path: readonly string[] = []): readonly (readonly [readonly string[], Json])[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

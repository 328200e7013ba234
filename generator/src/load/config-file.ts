import { isMap, isScalar, isSeq, type Node } from "yaml";
import { diagnose } from "../model/codes.ts";
import type { ConfigFile, ConfigKey, KeySource } from "../model/catalog.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { parseYaml } from "./yaml-document.ts";

interface Note {
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * Reads a configuration file of the catalogue: plain YAML in which the comment above a key documents it,
 * with lines `# @tag …` for what a program needs to know (docs/catalogue.md).
 */
export function readConfigFile(part: string, id: string, name: string, file: string, text: string): { readonly config: ConfigFile; readonly diagnostics: readonly Diagnostic[] } {
  const lines = text.split("\n");
  const { document, place, diagnostics: syntax } = parseYaml(file, text);
  const diagnostics: Diagnostic[] = [...syntax];
  const keys: ConfigKey[] = [];
  const complain = (reason: string, line: number) => diagnostics.push(diagnose("catalog-annotation", { reason }, { file, line, column: 1 }));

  const walk = (node: Node | null, path: readonly string[]): void => {
    if (!isMap<Node, Node | null>(node)) return;
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue;
      const here = [...path, String(pair.key.value)];
      const { line } = place(pair.key.range?.[0] ?? 0);
      if (isMap(pair.value)) {
        walk(pair.value, here);
        continue;
      }
      const value = isSeq(pair.value) ? (pair.value.toJSON() as (string | number)[]) : isScalar(pair.value) ? pair.value.value : null;
      const note = noteAbove(lines, line);
      const key = describe(here, value, note, line, (reason) => complain(reason, line));
      if (key !== undefined) keys.push(key);
    }
  };
  if (syntax.length === 0) walk(document.contents as Node | null, []);
  const heading = noteAbove(lines, lines.findIndex((l) => l.trim() === "") + 1);
  return { config: { id, part, name, file, description: heading.description, keys, text: publicText(lines) }, diagnostics };
}

/** The comment block that ends on the line before `line` (counted from 1). */
function noteAbove(lines: readonly string[], line: number): Note {
  const words: string[] = [];
  const tags = new Map<string, string>();
  let first = line - 1;
  while (first > 0 && /^\s*#/.test(lines[first - 1] ?? "")) first--;
  for (const raw of lines.slice(first, line - 1)) {
    const comment = raw.replace(/^\s*#\s?/, "");
    const tag = /^@([a-z-]+)\s*(.*)$/.exec(comment);
    if (tag?.[1] !== undefined) tags.set(tag[1], tag[2] ?? "");
    else words.push(comment.trim());
  }
  return { description: words.join(" ").trim(), tags };
}

function describe(path: readonly string[], value: unknown, note: Note, line: number, complain: (reason: string) => void): ConfigKey | undefined {
  const name = path.join(".");
  const type = Array.isArray(value) ? "array" : typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
  if (type !== "array" && type !== "integer" && type !== "number" && type !== "boolean" && type !== "string") {
    complain(`\`${name}\` has no value, so its type is unknown; write "" for an empty text.`);
    return undefined;
  }
  if (note.description === "") complain(`\`${name}\` has no description.`);
  for (const tag of note.tags.keys()) if (!tagNames.includes(tag)) complain(`\`${name}\` has the tag \`@${tag}\`, which means nothing.`);
  const range = /^(-?\d*)\.\.(-?\d*)$/.exec(note.tags.get("range") ?? "..");
  if (range === null) complain(`\`${name}\` has no range that can be read; write \`@range 0..6\`, \`@range 1..\` or \`@range ..10\`.`);
  const items = note.tags.get("items") ?? (Array.isArray(value) && value.length > 0 ? (typeof value[0] === "number" ? "integer" : "string") : undefined);
  if (type === "array" && items !== "string" && items !== "integer") complain(`\`${name}\` is an empty list; say \`@items string\` or \`@items integer\`.`);
  const source = keySource(note.tags, complain);
  const choices = note.tags.get("enum");
  const refused = /^(\S+) +(.+)$/.exec(note.tags.get("refused") ?? "");
  if (note.tags.has("refused") && refused === null) complain(`\`@refused\` needs a value and what to do instead.`);
  const pool = /^(\S+)( \d+)?$/.exec(note.tags.get("pool") ?? "");
  if (note.tags.has("pool") && (pool === null || type !== "integer")) complain(`\`@pool\` needs a store, and a number as the value of its key.`);
  const elsewhere = valueElsewhere(note.tags.get("in"), type, range ?? [], (wrong) => complain(`\`@in\` of \`${name}\` ${wrong}; write \`@in openim-push, openim-msgtransfer: 5\`.`));
  const needs = neededBy(note.tags.get("needs"));
  if (needs === null) complain("`@needs` is written like `@needs getui: secret push; fcm: fcm.filePath, fcm.authURL`.");
  return {
    path,
    type,
    default: value as ConfigKey["default"],
    description: note.description,
    line,
    ...(type === "array" && (items === "string" || items === "integer") ? { items } : {}),
    ...(choices === undefined ? {} : { enum: choices.split(",").map((c) => scalar(c.trim())) }),
    ...(refused?.[1] === undefined ? {} : { refused: { [refused[1]]: refused[2] ?? "" } }),
    ...(note.tags.has("client") ? { client: true } : {}),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    ...(needs == null ? {} : { needs }),
    ...(range?.[1] ? { minimum: Number(range[1]) } : {}),
    ...(range?.[2] ? { maximum: Number(range[2]) } : {}),
    ...(source === undefined ? {} : { source }),
    ...(pool?.[1] === undefined ? {} : { pool: { store: pool[1], ...(pool[2] === undefined ? {} : { zero: Number(pool[2]) }) } }),
  };
}

const tagNames = ["client", "enum", "env", "fixed", "from", "in", "items", "needs", "pool", "range", "refused", "secret", "upstream"];

/** Values and what they need: `getui: secret push; fcm: fcm.filePath, fcm.authURL`. Null when it cannot be read. */
function neededBy(text: string | undefined): Readonly<Record<string, readonly string[]>> | null | undefined {
  if (text === undefined) return undefined;
  const entries = text.split(";").map((part) => /^\s*([^:\s]+):\s*(\S.*?)\s*$/.exec(part));
  return entries.includes(null) ? null : Object.fromEntries(entries.map((m) => [m?.[1] ?? "", (m?.[2] ?? "").split(/\s*,\s*/)]));
}

/** Components and the value that a key has there: `openim-push, openim-msgtransfer: 5`. */
function valueElsewhere(text: string | undefined, type: ConfigKey["type"], [, from, to]: readonly string[], complain: (wrong: string) => void): ConfigKey["elsewhere"] | undefined {
  if (text === undefined) return undefined;
  const [, names, value] = /^([^:]*[^:\s])\s*:\s*(\S.*)$/.exec(text) ?? [];
  if (names === undefined || value === undefined) complain("cannot be read");
  else if (type === "array") complain("gives a list, which cannot be written there");
  else {
    const given = scalar(value);
    const fits = type === "integer" ? Number.isInteger(given) : typeof given === type;
    const inside = typeof given !== "number" || (given >= Number(from || -Infinity) && given <= Number(to || Infinity));
    if (fits && inside) return { components: names.split(/\s*,\s*/), value: given };
    complain(`gives \`${value}\`, which is ${fits ? "outside its range" : `no ${type}`}`);
  }
  return undefined;
}

function keySource(tags: ReadonlyMap<string, string>, complain: (reason: string) => void): KeySource | undefined {
  if (tags.has("fixed")) return { kind: "fixed" };
  if (tags.has("env")) return { kind: "pod-ip" };
  const from = tags.get("from");
  if (from !== undefined) return { kind: "from", source: from.trim() };
  const secret = tags.get("secret");
  if (secret === undefined) return undefined;
  const [name, key, how] = secret.trim().split(/\s+/);
  if (name === undefined || key === undefined) {
    complain("`@secret` needs the name of a secret and of its key.");
    return undefined;
  }
  if (how !== undefined && how !== "encoded") complain(`\`@secret\` ends with \`${how}\`, which means nothing; \`encoded\` is known.`);
  return { kind: "secret", secret: name, key: key.replace(/\?$/, ""), optional: key.endsWith("?"), ...(how === "encoded" ? { encoded: true } : {}) };
}

function scalar(text: string): string | number | boolean {
  if (text === '""') return "";
  if (/^-?\d+$/.test(text)) return Number(text);
  return text === "true" ? true : text === "false" ? false : text;
}

const spoken: Readonly<Record<string, (rest: string) => string | undefined>> = {
  enum: (rest) => `One of: ${rest}.`,
  fixed: () => "Fixed by the chart.",
  env: () => "The pod's own address, set by a variable.",
  secret: () => "From a Secret, set by a variable.",
  from: () => "Computed by the chart.",
  upstream: (rest) => `Upstream ships ${rest}.`,
};

/** The file for readers of a chart: tags in words, or left out. */
function publicText(lines: readonly string[]): string {
  const out = lines.flatMap((line) => {
    const tag = /^(\s*)# @([a-z-]+)\s*(.*)$/.exec(line);
    if (tag === null) return [line];
    const words = spoken[tag[2] ?? ""]?.(tag[3] ?? "");
    return words === undefined ? [] : [`${tag[1]}# ${words}`];
  });
  return `${out.join("\n").trimEnd()}\n`;
}

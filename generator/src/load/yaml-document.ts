import { parseDocument, visit, type Alias, type Document } from "yaml";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic, Position } from "../model/diagnostic.ts";
import { keep } from "../model/keep.ts";

/** Nobody writes deeper, and what works on the value calls itself once for each level. */
const deepest = 100;
/** After the first few, mistakes of syntax follow from each other. */
const enough = 10;

/** A YAML text as nodes with places; safe to be turned into a value when `diagnostics` is empty. */
export interface Parsed {
  readonly document: Document;
  readonly place: (offset: number, end?: number) => Position;
  readonly diagnostics: readonly Diagnostic[];
}

/** More files than a catalogue has. */
const known = keep<Parsed>(500);

/**
 * Parses one YAML file. Whatever is in it, nothing is thrown. Nobody changes a document, so the same file with the same text is
 * parsed once: a process that looks again after a small change, as `--watch` does, reads only what is new.
 */
export function parseYaml(file: string, text: string): Parsed {
  return known(`${file}\0${text}`, () => parse(file, text));
}

function parse(file: string, text: string): Parsed {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: "error" });
  const starts = lineStarts(text);
  const place = (offset: number, end?: number): Position => {
    const { line, column } = placeOf(starts, Math.min(offset, text.length));
    const stop = end === undefined ? undefined : placeOf(starts, Math.min(end, text.length));
    return stop?.line === line && stop.column > column ? { file, line, column, endColumn: stop.column } : { file, line, column };
  };
  const say = (reason: string, [start, end]: readonly [number, number, ...unknown[]]) => diagnose("yaml-syntax", { reason }, place(start, end));
  const syntax = document.errors.map((error) => say(/call stack/.test(error.message) ? tooDeep : error.message, error.pos));
  const diagnostics = syntax.length > 0 ? syntax : fits(document, say);
  return { document, place, diagnostics: diagnostics.slice(0, enough) };
}

/** Where each line begins. The parser counts again what it reads again, and then says more lines than there are. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function placeOf(starts: readonly number[], offset: number): { readonly line: number; readonly column: number } {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

const tooDeep = `Blocks are nested more than ${deepest} deep.`;

/** What the parser leaves to whoever asks for the value. */
function fits(document: Document, say: (reason: string, range: readonly [number, number, ...unknown[]]) => Diagnostic): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const aliases: Alias[] = [];
  visit(document, {
    Node: (_, node, path) => {
      // Keys and values lie in pairs, so every level of a text counts twice at most.
      if (path.length <= 2 * deepest) return undefined;
      found.push(say(tooDeep, node.range ?? [0, 0]));
      return visit.BREAK;
    },
    Alias: (_, alias) => {
      const [start, end] = alias.range ?? [0, 0];
      const target = alias.resolve(document);
      aliases.push(alias);
      if (target === undefined) found.push(say(`\`*${alias.source}\` repeats \`&${alias.source}\`, which is not above it.`, [start, end]));
      else if (target.range != null && target.range[0] <= start && end <= target.range[1]) found.push(say(`\`*${alias.source}\` stands within \`&${alias.source}\`, which it repeats: that has no end.`, [start, end]));
    },
  });
  if (found.length > 0 || aliases.length === 0) return found;
  try {
    document.toJS();
    return [];
  } catch (error) {
    return [say(error instanceof ReferenceError ? "Aliases that repeat aliases make this too large." : String(error), aliases.at(-1)?.range ?? [0, 0])];
  }
}

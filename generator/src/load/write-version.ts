import { Document, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { ChartChange } from "../model/chart-change.ts";

/**
 * openim.yaml with another `charts.version` and the changes of that version. Everything else stays as it is written, comments and
 * line breaks too.
 *
 * @throws Error when `charts` is not written as a block
 */
export function writeVersion(text: string, version: string, changes: readonly ChartChange[]): string {
  const document = parseDocument(text);
  const charts: unknown = document.get("charts", true);
  if (charts === undefined) return `${text.trimEnd()}\n\ncharts:\n${block({ version, changes }, 2)}`;
  if (!isMap(charts) || charts.flow === true) throw new Error("write `charts` in openim.yaml as a block, one key a line; then the version can be written");
  const pair = (key: string) => charts.items.find((item) => isScalar(item.key) && item.key.value === key);
  const first = charts.items[0]?.key;
  const indent = isScalar(first) && first.range ? first.range[0] - (text.lastIndexOf("\n", first.range[0]) + 1) : 2;
  const place = pair("version");
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  const own = isScalar(place?.value) ? place.value.range : undefined;
  const lineAfter = (at: number) => (text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at) + 1);
  const start = isScalar(first) && first.range ? first.range[0] - indent : text.length;
  if (own) edits.push({ from: own[0], to: own[1], text: version });
  else edits.push({ from: start, to: start, text: block({ version }, indent) });
  const old = pair("changes");
  const written = changes.length === 0 ? "" : block({ changes }, indent);
  if (old !== undefined && isScalar(old.key) && old.key.range) {
    const from = old.key.range[0] - indent;
    const next = charts.items[charts.items.indexOf(old) + 1]?.key;
    const to = isScalar(next) && next.range ? next.range[0] - indent : endOf(old.value, text);
    edits.push({ from, to, text: written });
  } else {
    const at = own ? lineAfter(own[1]) : start;
    edits.push({ from: at, to: at, text: written });
  }
  // From the end, so that places before it keep their meaning; of two at one place the first is written last.
  return edits.reverse().sort((a, b) => b.from - a.from).reduce((result, edit) => `${result.slice(0, edit.from)}${edit.text}${result.slice(edit.to)}`, text);
}

function block(value: object, indent: number): string {
  const document = new Document(value);
  // Names of charts stand in one line.
  visit(document, { Pair: (_, { key, value: names }) => (isScalar(key) && key.value === "charts" && isSeq(names) ? void (names.flow = true) : undefined) });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).replaceAll(/^(?=.)/gm, " ".repeat(indent));
}

/** Where the text of a last value ends: after its line, before blank lines and comments that belong to what follows. */
function endOf(node: unknown, text: string): number {
  const range = typeof node === "object" && node !== null && "range" in node ? (node.range as readonly number[] | undefined) : undefined;
  const value = range?.[1] ?? text.length;
  return text[value - 1] === "\n" ? value : text.indexOf("\n", value) === -1 ? text.length : text.indexOf("\n", value) + 1;
}

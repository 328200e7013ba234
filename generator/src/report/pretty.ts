import { codeFrameColumns } from "@babel/code-frame";
import { createColors } from "picocolors";
import type { Diagnostic, Position } from "../model/diagnostic.ts";

export interface PrettyOptions {
  readonly color: boolean;
  /** Text of a file that a diagnostic points into, when it can be had. */
  readonly textOf: (file: string) => string | undefined;
}

/** More than anybody reads at once. */
const most = 50;

/** Diagnostics for people, as many as can be read at once: place, title, code frame with a caret, reason, fix. */
export function pretty(all: readonly Diagnostic[], options: PrettyOptions): string {
  const diagnostics = all.slice(0, most);
  const c = createColors(options.color);
  const paint = { error: c.red, warning: c.yellow, note: c.cyan } as const;
  // Notes are worth a line, not a page.
  const notes = diagnostics.filter((d) => d.severity === "note").map((d) => `${c.cyan("note")} ${d.position ? `${place(d.position)}: ` : ""}${d.message} ${d.hint}`);
  const frames = diagnostics
    .filter((d) => d.severity !== "note")
    .map((d) => {
      const color = paint[d.severity];
      const head = `${color(c.bold(d.severity))} ${c.bold(d.title)} ${c.dim(`[${d.code}]`)}`;
      const lines = [head];
      if (d.position) lines.push(`  ${c.dim("at")} ${place(d.position)}`, ...frame(d.position, options));
      lines.push(...indent(d.message), ...indent(`${c.green("fix:")} ${d.hint}`));
      for (const other of d.related ?? []) lines.push(`  ${c.dim("see")} ${other.position ? `${place(other.position)}: ` : ""}${other.message}`);
      return lines.join("\n");
    });
  const more = all.length - diagnostics.length;
  return [...frames, ...(notes.length > 0 ? [notes.join("\n")] : []), ...(more > 0 ? [`And ${more} more.`] : [])].join("\n\n");
}

/** file:line:column */
export function place(position: Position): string {
  return `${position.file}:${position.line}:${position.column}`;
}

function frame(position: Position, options: PrettyOptions): readonly string[] {
  const text = options.textOf(position.file);
  if (text === undefined) return [];
  const start = { line: position.line, column: position.column };
  const location = position.endColumn === undefined ? { start } : { start, end: { line: position.line, column: position.endColumn } };
  return codeFrameColumns(text, location, { highlightCode: false, linesAbove: 1, linesBelow: 1 })
    .split("\n")
    .map((line) => `  ${line}`);
}

function indent(text: string): readonly string[] {
  return text.split("\n").map((line) => `  ${line}`);
}

import type { Diagnostic } from "../model/diagnostic.ts";

/** Diagnostics as GitHub workflow commands, one line each. */
export function github(diagnostics: readonly Diagnostic[]): string {
  const level = { error: "error", warning: "warning", note: "notice" } as const;
  return diagnostics
    .map((d) => {
      const p = d.position;
      const where = p === undefined ? "" : `file=${escape(p.file)},line=${p.line},col=${p.column},`;
      return `::${level[d.severity]} ${where}title=${escape(`${d.title} [${d.code}]`)}::${data(`${d.message} ${d.hint}`)}`;
    })
    .join("\n");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escape(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

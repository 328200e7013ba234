/** How bad a diagnostic is. Errors stop everything before a byte is written; warnings and notes are shown and forgotten. */
export type Severity = "error" | "warning" | "note";

/** A place in a text file. Lines and columns count from 1; columns count UTF-16 units. `endColumn` is exclusive, on the same line. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn?: number;
}

/** Another place that explains a diagnostic, such as the first of two clashing keys. */
export interface Related {
  readonly message: string;
  readonly position?: Position;
}

/**
 * One thing that is wrong, as a person should read it: what (`title`), exactly what here (`message`),
 * and what to do (`hint`). `code` is stable across releases and is the anchor in docs/errors.md.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  readonly position?: Position;
  readonly related?: readonly Related[];
}

/** True when at least one of them is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === "error");
}

import type { Severity } from "../diagnostic.ts";

/** What the texts of a diagnostic are made with. */
export type Params = Readonly<Record<string, string | number>>;

/** What is known about a kind of mistake before it happens. `message` says what is wrong and why it hurts, `hint` what to do. */
export interface CodeEntry<P extends Params = Params> {
  readonly severity: Severity;
  readonly title: string;
  /** Rows of the requirements or traps that it answers. */
  readonly answers?: readonly string[];
  readonly message: (p: P) => string;
  readonly hint: (p: P) => string;
}

/** An entry with the parameters of its texts checked. */
export function entry<P extends Params>(e: CodeEntry<P>): CodeEntry<P> {
  return e;
}

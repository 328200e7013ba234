import { existsSync, readFileSync } from "node:fs";
import type { Diagnostic } from "../model/diagnostic.ts";
import { byName } from "../model/tree.ts";
import { pretty } from "../report/pretty.ts";
import { github } from "../report/github.ts";

/** Prints diagnostics to standard error in the form that the reader wants: people, GitHub or (on standard output) programs. */
export function report(diagnostics: readonly Diagnostic[], form: "pretty" | "json" | "github", texts: ReadonlyMap<string, string> = new Map()): void {
  if (form === "json" || diagnostics.length === 0) return;
  // In the order in which a reader meets them.
  const sorted = [...diagnostics].sort((a, b) => byName(a.position?.file ?? "", b.position?.file ?? "") || (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0));
  if (form === "github") {
    console.log(github(sorted));
    return;
  }
  const textOf = (file: string): string | undefined => texts.get(file) ?? (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  console.error(`${pretty(sorted, { color: useColor(), textOf })}\n`);
}

/** Colour on a terminal, unless NO_COLOR says otherwise; FORCE_COLOR wins. */
export function useColor(): boolean {
  if (process.env["FORCE_COLOR"] && process.env["FORCE_COLOR"] !== "0") return true;
  return !process.env["NO_COLOR"] && process.stderr.isTTY === true;
}

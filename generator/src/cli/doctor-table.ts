import colors from "picocolors";
import { table, type Paint } from "../report/table.ts";

/** One thing that the generator can use, and what was found of it. */
export interface Finding {
  readonly name: string;
  readonly wanted: string;
  /** Absent: it is missing. */
  readonly found?: { readonly version: string; readonly where: string };
  /** What is not done without it. */
  readonly neededBy: string;
}

type Palette = Readonly<Record<"bold" | "green" | "yellow" | "red", Paint>>;

const heads = ["tool", "wanted", "found", "where", "skipped without it"];

/** The findings as an aligned table: green as wanted, yellow another version, red missing. */
export function doctorTable(findings: readonly Finding[], paint: Palette = colors): string {
  const rows = findings.map(({ name, wanted, found, neededBy }) => [name, wanted, found?.version ?? "missing", found?.where ?? "-", neededBy]);
  const colour = (row: number, column: number): Paint | undefined => {
    const finding = findings[row];
    if (finding === undefined) return paint.bold;
    return column === 2 ? colorOf(finding, paint) : undefined;
  };
  return table(heads, rows, { paint: colour });
}

function colorOf({ wanted, found }: Finding, paint: Palette): Paint {
  if (found === undefined) return paint.red;
  return found.version === wanted ? paint.green : paint.yellow;
}

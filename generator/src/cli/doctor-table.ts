import colors from "picocolors";

/** One thing that the generator can use, and what was found of it. */
export interface Finding {
  readonly name: string;
  readonly wanted: string;
  /** Absent: it is missing. */
  readonly found?: { readonly version: string; readonly where: string };
  /** What is not done without it. */
  readonly neededBy: string;
}

type Paint = (text: string) => string;
type Palette = Readonly<Record<"bold" | "green" | "yellow" | "red", Paint>>;

const heads = ["tool", "wanted", "found", "where", "skipped without it"];

/** The findings as an aligned table: green as wanted, yellow another version, red missing. */
export function doctorTable(findings: readonly Finding[], paint: Palette = colors): string {
  const rows = findings.map(({ name, wanted, found, neededBy }) => [name, wanted, found?.version ?? "missing", found?.where ?? "-", neededBy]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], each: (column: number) => Paint | undefined): string =>
    cells.map((cell, column) => {
      const padded = column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0);
      return each(column)?.(padded) ?? padded;
    }).join("  ");
  const body = findings.map((finding, index) => line(rows[index] ?? [], (column) => (column === 2 ? colorOf(finding, paint) : undefined)));
  return [line(heads, () => paint.bold), ...body].join("\n");
}

function colorOf({ wanted, found }: Finding, paint: Palette): Paint {
  if (found === undefined) return paint.red;
  return found.version === wanted ? paint.green : paint.yellow;
}

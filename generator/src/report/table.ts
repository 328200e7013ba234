/** Makes a cell's text look otherwise, such as coloured; it does not change its width. */
export type Paint = (text: string) => string;

/** Rows below heads, with columns as wide as their widest cell; numbers end together where `right` says so. `paint` is asked for each cell of a row (-1: the heads). */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], { right = [], paint }: { readonly right?: readonly number[]; readonly paint?: (row: number, column: number) => Paint | undefined } = {}): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const last = heads.length - 1;
  const line = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, column) => {
        const padded = right.includes(column) ? cell.padStart(widths[column] ?? 0) : column === last ? cell : cell.padEnd(widths[column] ?? 0);
        return paint?.(row, column)?.(padded) ?? padded;
      })
      .join("  ");
  return [heads, ...rows].map((cells, i) => line(cells, i - 1)).join("\n");
}

/** What may be chosen, by name. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/**
 * Few combinations in which every pair of choices of two names is met (all-pairs): each row takes greedily what meets the most
 * pairs that are still missing. The same every time.
 */
export function pairs(choices: Choices): readonly Readonly<Record<string, string>>[] {
  const names = Object.keys(choices);
  const missing = new Set(names.flatMap((a, i) => names.slice(i + 1).flatMap((b) => (choices[a] ?? []).flatMap((x) => (choices[b] ?? []).map((y) => key(a, x, b, y))))));
  const rows: Record<string, string>[] = [];
  while (missing.size > 0) {
    const row: Record<string, string> = {};
    // A missing pair first, so that every row meets one.
    const [a = "", x = "", b = "", y = ""] = ([...missing][0] ?? "").split("\n");
    row[a] = x;
    row[b] = y;
    for (const name of names) {
      if (row[name] !== undefined) continue;
      const gain = (choice: string) => Object.entries(row).filter(([other, chosen]) => missing.has(pairOf(names, name, choice, other, chosen))).length;
      row[name] = [...(choices[name] ?? [])].sort((one, two) => gain(two) - gain(one))[0] ?? "";
    }
    for (const [i, one] of names.entries()) for (const two of names.slice(i + 1)) missing.delete(key(one, row[one] ?? "", two, row[two] ?? ""));
    rows.push(row);
  }
  return rows;
}

function key(a: string, x: string, b: string, y: string): string {
  return [a, x, b, y].join("\n");
}

function pairOf(names: readonly string[], a: string, x: string, b: string, y: string): string {
  return names.indexOf(a) < names.indexOf(b) ? key(a, x, b, y) : key(b, y, a, x);
}

/** What a change of one value does: the objects that are rendered otherwise, or the reason why it is refused by itself. */
export interface ValueEffect {
  readonly chart: string;
  readonly kind: string;
  readonly path: string;
  readonly objects: readonly string[];
  readonly refused?: string;
}

/** docs/values-effects.md: values of each kind of chart by the objects that they change. */
export function effectsTable(effects: readonly ValueEffect[], chartsOf: ReadonlyMap<string, readonly string[]>): string {
  const kinds = [...new Set(effects.map((e) => e.kind))].sort();
  return `${[
    "# What each value changes",
    "",
    "Every value of every chart has been changed once, and these objects were rendered otherwise. Of charts that come from the same",
    "templates one is shown, and a value that all have in common once. Written by `npx vitest run generator/test/values.test.ts -u`; the",
    "same test fails when this file is not what it finds.",
    "",
    ...kinds.flatMap((kind) => section(kind, effects.filter((e) => e.kind === kind), chartsOf.get(kind) ?? [])),
  ].join("\n").trimEnd()}\n`;
}

function section(kind: string, effects: readonly ValueEffect[], charts: readonly string[]): readonly string[] {
  const rows = new Map<string, string[]>();
  for (const { chart, path, objects, refused } of effects) {
    const what = refused !== undefined ? "refused by itself: it needs another setting" : objects.some((o) => o.includes(" changed-")) ? "all of them, under another name" : objects.map((o) => code(o)).join(", ");
    rows.set(what, [...(rows.get(what) ?? []), path.startsWith("config.") && charts.length > 1 ? `${code(path)} of ${chart}` : code(path)]);
  }
  return [`## ${kind}`, "", `Charts: ${[...charts].sort().join(", ")}.`, "", "| Objects | Values |", "| --- | --- |", ...[...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([objects, values]) => `| ${objects} | ${values.sort().join(", ")} |`), ""];
}

const code = (text: string): string => `\`${text}\``;

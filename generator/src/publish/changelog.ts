import { changeKinds, insideDiffers, type ChartChange } from "../model/chart-change.ts";

/** What was found about one chart. */
export interface Finding {
  readonly chart: string;
  readonly reason: string;
}

const most = 40;

/** Findings as entries of a changelog: one thing that happened to several charts is said once, with their names. */
export function changesOf(findings: readonly Finding[], all: readonly string[]): readonly ChartChange[] {
  const byReason = new Map<string, string[]>();
  for (const { chart, reason } of findings.filter((f) => f.reason !== insideDiffers)) byReason.set(reason, [...(byReason.get(reason) ?? []), chart]);
  const changes = [...byReason].map(([reason, charts]): ChartChange => {
    const short = reason.length > 160 ? `${reason.slice(0, 159)}…` : reason;
    // A key or the name of a chart stays as it is written.
    const description = charts.length === 1 ? `${charts[0]}: ${short}` : short.replace(/^th/, "Th");
    return { kind: kindOf(reason), description: `${description}.`, ...(charts.length === all.length ? {} : { charts }) };
  });
  const rest = changes.length - most;
  return rest <= 0 ? changes : [...changes.slice(0, most), { kind: "changed", description: `${rest} more changes; see the differences of the charts.` }];
}

function kindOf(reason: string): ChartChange["kind"] {
  if (reason.endsWith("is new")) return "added";
  return reason.endsWith("is gone") || reason.endsWith("no longer accepted") ? "removed" : "changed";
}

const head = "# Changelog\n\nWhat changes for those who install these charts. All charts have one version.\n";

/** A changelog with one more version at its top. */
export function withVersion(text: string | undefined, version: string, date: string, changes: readonly ChartChange[]): string {
  const groups = changeKinds.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    if (own.length === 0) return [];
    const items = own.map(({ description, charts = [] }) => `- ${description}${charts.length > 1 ? ` (${charts.join(", ")})` : ""}`);
    return [`### ${kind[0]?.toUpperCase()}${kind.slice(1)}\n\n${items.join("\n")}\n`];
  });
  const section = [`## ${version} (${date})\n`, ...groups].join("\n");
  const before = text ?? head;
  const at = before.search(/^## /m);
  if (at === -1) return `${before.trimEnd()}\n\n${section}`;
  return `${before.slice(0, at)}${section}\n${before.slice(at)}`;
}

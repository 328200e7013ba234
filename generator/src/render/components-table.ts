import type { Ordered } from "../model/plan.ts";

/** Charts in the order of the graph, for scripts/openim: whatever acts on them needs to know no name. */
export function componentsTable(order: readonly Ordered[], enabled: ReadonlySet<string>): string {
  const rows = order.map((o) => [o.name, String(o.level), enabled.has(o.name) ? "on" : "off", o.needs.join(",") || "-"].join("\t"));
  return ["# chart", "level", "default", "after"].join("\t").concat("\n", rows.join("\n"), "\n");
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Metrics that a query may ask for, and no others: what processes told. */
export function knownMetrics(): ReadonlySet<string> {
  const text = readFileSync(join(import.meta.dirname, "../fixtures/known-metrics.yaml"), "utf8");
  return new Set(Object.values(parse(text) as Record<string, readonly string[]>).flat());
}

/** Names of metrics in a query: words that are no function, label, keyword or text. */
export function metricsOf(expr: string): readonly string[] {
  const bare = expr.replaceAll(/"[^"]*"/g, "").replaceAll(/\{[^}]*\}/g, "").replaceAll(/\[[^\]]*\]/g, "").replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "");
  return [...bare.matchAll(/[A-Za-z_:][\w:]*(?!\w*\s*\()/g)].map(([name]) => name).filter((name) => !["and", "or", "unless", "bool", "group_left", "group_right"].includes(name));
}

/** Patterns by which a query chooses among names of metrics. */
export function namePatterns(expr: string): readonly RegExp[] {
  return [...expr.matchAll(/__name__=~"([^"]*)"/g)].map(([, pattern]) => new RegExp(`^(?:${pattern})$`));
}

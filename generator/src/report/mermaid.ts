import type { Edge } from "../model/plan.ts";
import { byName } from "../model/tree.ts";

/** Who connects to whom, as a Mermaid flowchart: stores as cylinders, one arrow a connection. */
export function mermaid(edges: readonly Edge[]): string {
  const id = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, "_");
  const stores = new Set(edges.filter((e) => e.store).map((e) => e.to));
  const names = [...new Set(edges.flatMap((e) => [e.from, e.to]))].sort(byName);
  return [
    "flowchart LR",
    ...names.map((name) => `  ${id(name)}${stores.has(name) ? `[(${name})]` : `[${name}]`}`),
    ...[...edges].sort((a, b) => byName(a.from, b.from) || byName(a.to, b.to)).map((e) => `  ${id(e.from)} -->|${e.number}| ${id(e.to)}`),
  ].join("\n");
}

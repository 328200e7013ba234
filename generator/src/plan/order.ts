import type { Edge, Ordered } from "../model/plan.ts";
import { byName } from "../model/tree.ts";

/** What the order needs to know of a component. */
export interface Node {
  readonly name: string;
  /** It makes the Secrets that others read. */
  readonly makesSecrets: boolean;
  readonly readsSecrets: boolean;
}

/**
 * When each component is to be acted on. It needs whom it connects to, and who makes its Secrets; those that need each other,
 * as the rpc modules do, share a level. Reading metrics is no need: whoever measures starts without the measured.
 */
export function order(nodes: readonly Node[], edges: readonly Edge[]): readonly Ordered[] {
  const names = new Set(nodes.map((n) => n.name));
  const makers = nodes.filter((n) => n.makesSecrets).map((n) => n.name);
  const direct = new Map(
    nodes.map((n) => [
      n.name,
      [
        ...(n.readsSecrets && !n.makesSecrets ? makers : []),
        ...edges.filter((e) => e.from === n.name && e.to !== n.name && e.metrics !== true && e.peer !== true && names.has(e.to)).map((e) => e.to),
      ],
    ]),
  );
  const reached = new Map(nodes.map((n) => [n.name, reach(n.name, direct)]));
  const together = (a: string, b: string): boolean => a === b || (reached.get(a)?.has(b) === true && reached.get(b)?.has(a) === true);
  const needs = new Map(nodes.map((n) => [n.name, [...(reached.get(n.name) ?? [])].filter((to) => !together(n.name, to)).sort(byName)]));
  const levels = new Map<string, number>();
  const level = (name: string): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    const found = Math.max(-1, ...(needs.get(name) ?? []).map(level)) + 1;
    levels.set(name, found);
    return found;
  };
  return nodes
    .map(({ name }) => ({ name, level: level(name), needs: needs.get(name) ?? [] }))
    .sort((a, b) => a.level - b.level || byName(a.name, b.name));
}

/** All that is needed, directly or through others. */
function reach(from: string, direct: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const to of direct.get(name) ?? []) {
      if (found.has(to)) continue;
      found.add(to);
      visit(to);
    }
  };
  visit(from);
  return found;
}

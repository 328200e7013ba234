import type { Catalog, Component, Port } from "../model/catalog.ts";
import type { Edge } from "../model/plan.ts";
import { byName } from "../model/tree.ts";

/** The port that clients of a store use. */
export function clientPort(component: Component): Port {
  const port = component.ports.find((p) => p.service);
  if (port === undefined) throw new Error(`${component.name} has no client port`);
  return port;
}

/** Every connection between components, from the catalogue's `needs`. References that do not resolve were reported before and are left out. */
export function graph(catalog: Catalog): readonly Edge[] {
  return [...catalog.components.values()].flatMap((from) => {
    const stores = storesOf(from).flatMap((name): Edge[] => {
      const store = catalog.components.get(name);
      if (store === undefined) return [];
      const port = clientPort(store);
      return [{ from: from.name, to: name, port: port.name, number: port.number, store: true }];
    });
    const modules = (from.needs.modules ?? []).flatMap((reference): Edge[] => {
      const [name, portName] = reference.split(":");
      const port = catalog.components.get(name ?? "")?.ports.find((p) => p.name === portName);
      return port === undefined || name === undefined ? [] : [{ from: from.name, to: name, port: port.name, number: port.number, store: false }];
    });
    const metrics = from.needs.metrics === true ? measured(catalog).filter((to) => to !== from).flatMap((to) => metricsPorts(to).map((p): Edge => ({ from: from.name, to: p.pods ?? to.name, port: p.name, number: p.number, store: false, metrics: true }))) : [];
    const peers = from.ports.filter((p) => p.peer).map((p): Edge => ({ from: from.name, to: from.name, port: p.name, number: p.number, store: false, peer: true }));
    return [...stores, ...modules, ...metrics, ...peers];
  });
}

/** Stores that a component connects to, those included that it can do without. */
export function storesOf(component: Component): readonly string[] {
  return [...(component.needs.stores ?? []), ...(component.needs.optional ?? [])];
}

/** Ports that answer Prometheus. */
export function metricsPorts(component: Component): readonly Port[] {
  return component.ports.filter((p) => p.metrics);
}

/** Components that answer Prometheus. */
export function measured(catalog: Catalog): readonly Component[] {
  return [...catalog.components.values()].filter((c) => metricsPorts(c).length > 0);
}

/** Components so that each comes after what it needs; cycles (they exist among the rpc modules) are broken by name. */
export function inOrder(catalog: Catalog): readonly Component[] {
  const result = new Map<string, Component>();
  const visit = (component: Component, trail: ReadonlySet<string>): void => {
    if (result.has(component.name) || trail.has(component.name)) return;
    const next = new Set(trail).add(component.name);
    const needs = [...storesOf(component), ...(component.needs.modules ?? []).map((r) => r.split(":")[0] ?? "")];
    for (const name of needs.sort(byName)) {
      const needed = catalog.components.get(name);
      if (needed !== undefined) visit(needed, next);
    }
    result.set(component.name, component);
  };
  const all = [...catalog.components.values()].sort((a, b) => byName(a.group, b.group) || byName(a.name, b.name));
  for (const component of all) visit(component, new Set());
  return [...result.values()];
}

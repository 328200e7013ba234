import type { Catalog, Component, ConfigFile, ConfigKey } from "../model/catalog.ts";
import { byName } from "../model/tree.ts";

/** What a configuration key that the charts compute is made from. */
export interface Wire {
  readonly path: readonly string[];
  /** Helm template text that gives one YAML value; may hold generator tags. */
  readonly expression: string;
  /** Store it speaks of, if any. */
  readonly store?: string;
  /** Module it speaks of, if any. */
  readonly module?: string;
}

/** The computed keys of a file, without those that speak of something the component never connects to. */
export function wires(catalog: Catalog, file: ConfigFile, component: Component): readonly Wire[] {
  const stores = component.needs.stores ?? [];
  const modules = (component.needs.modules ?? []).map((reference) => reference.split(":")[0]);
  return file.keys.flatMap((key) => {
    const wire = wireOf(catalog, key);
    if (wire === undefined) return [];
    const connected = (wire.store === undefined || stores.includes(wire.store)) && (wire.module === undefined || modules.includes(wire.module));
    return connected ? [wire] : [];
  });
}

/**
 * Meaning of `@from`:
 * `<store>.addresses`, `<store>.<offer or setting>`, `publicURL/<path>`, `service:<module>:<port>`.
 * Undefined when the key is not computed, or the reference does not resolve (reported by the catalogue's checks).
 */
export function wireOf(catalog: Catalog, key: ConfigKey): Wire | undefined {
  if (key.source?.kind !== "from") return undefined;
  const source = key.source.source;
  const service = /^service:([^:]+):(.+)$/.exec(source);
  if (service) {
    const module = catalog.components.get(service[1] ?? "");
    const port = module?.ports.find((p) => p.name === service[2]);
    if (module === undefined || port === undefined) return undefined;
    return { path: key.path, module: module.name, expression: `{{ printf "http://%s-${shortName(module.name)}:${port.number}" (include "<% name %>.instance" .) | quote }}` };
  }
  const url = /^publicURL(\/.*)?$/.exec(source);
  if (url) return { path: key.path, expression: `{{ printf "%s${url[1] ?? ""}" (trimSuffix "/" .Values.global.openim.publicURL) | quote }}` };
  const [storeKey, ...rest] = source.split(".");
  const store = [...catalog.components.values()].find((c) => c.key === storeKey || c.name === storeKey);
  if (store?.key === undefined) return undefined;
  const what = rest.join(".");
  if (what === "addresses") return { path: key.path, store: store.name, expression: `{{ include "<% name %>.${store.name}.addresses" . }}` };
  const offer = store.offers?.[what];
  if (offer !== undefined) return { path: key.path, store: store.name, expression: offer };
  if (store.settings === undefined || !(what in store.settings)) return undefined;
  return { path: key.path, store: store.name, expression: `{{ .Values.global.openim.${store.key}.${what} | toJson }}` };
}

/** Name of a component's objects behind the instance: the chart's name without our own prefix. */
export function shortName(name: string): string {
  return name.replace(/^openim-/, "");
}

/** The wires as a YAML block, nested as the file is. */
export function wiringText(list: readonly Wire[], depth = 0): string {
  const indent = "  ".repeat(depth);
  const groups = new Map<string, Wire[]>();
  for (const wire of list) {
    const [head = "", ...rest] = wire.path;
    groups.set(head, [...(groups.get(head) ?? []), { ...wire, path: rest }]);
  }
  return [...groups]
    .sort(([a], [b]) => byName(a, b))
    .map(([key, children]) => {
      const leaf = children[0];
      return children.length === 1 && leaf?.path.length === 0 ? `${indent}${key}: ${leaf.expression}` : `${indent}${key}:\n${wiringText(children, depth + 1)}`;
    })
    .join("\n");
}

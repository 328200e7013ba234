import type { Catalog, ConfigFile, ConfigKey } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { closest } from "./closest.ts";

/** Whatever a configuration key says that it comes from (`@secret`, `@from`), counts for (`@pool`), differs in (`@in`) or does nothing without (`@needs`) is in the catalogue. */
export function checkConfigSources(catalog: Catalog): readonly Diagnostic[] {
  return [...catalog.config.values()].flatMap((file) => file.keys.flatMap((key) => [...check(catalog, file, key), ...needed(catalog, file, key), ...readers(catalog, file, key)]));
}

function needed(catalog: Catalog, file: ConfigFile, key: ConfigKey): readonly Diagnostic[] {
  const keys = file.keys.map((k) => k.path.join("."));
  return Object.values(key.needs ?? {})
    .flat()
    .flatMap((name) => {
      const secret = /^secret (\S+)$/.exec(name)?.[1];
      const known = secret === undefined ? keys : Object.keys(catalog.release.secrets);
      const wanted = secret ?? name;
      if (known.includes(wanted)) return [];
      return [diagnose("catalog-reference", { what: `What \`${key.path.join(".")}\` needs:`, name: wanted, near: closest(wanted, known) }, { file: file.file, line: key.line, column: 1 })];
    });
}

/** Another default can be only where the file is read. */
function readers(catalog: Catalog, file: ConfigFile, key: ConfigKey): readonly Diagnostic[] {
  const known = [...catalog.components.values()].filter((c) => (c.files ?? []).includes(file.id)).map((c) => c.name);
  return (key.elsewhere?.components ?? [])
    .filter((name) => !known.includes(name))
    .map((name) => diagnose("catalog-reference", { what: `Reader of ${file.name} with another \`${key.path.join(".")}\`:`, name, near: closest(name, known) }, { file: file.file, line: key.line, column: 1 }));
}

function check(catalog: Catalog, file: ConfigFile, key: ConfigKey): readonly Diagnostic[] {
  const missing = (what: string, name: string, known: Iterable<string>) =>
    diagnose("catalog-reference", { what: `${what} of \`${key.path.join(".")}\`:`, name, near: closest(name, [...known]) }, { file: file.file, line: key.line, column: 1 });
  if (key.pool !== undefined) {
    const counted = [...catalog.components.values()].filter((c) => c.extra["connections"] !== undefined).map((c) => c.name);
    return counted.includes(key.pool.store) ? [] : [missing("Store with `connections`", key.pool.store, counted)];
  }
  if (key.source?.kind === "secret") {
    const { secret: name, key: part } = key.source;
    const secret = secretEntries(catalog).get(name);
    if (secret === undefined) return [missing("Secret", name, secretEntries(catalog).keys())];
    // The keys of a Secret that only the site makes are as the site makes them.
    if (secret.generated === false || key.source.optional || part in secret.keys) return [];
    return [missing(`Key of the Secret ${name}`, part, Object.keys(secret.keys))];
  }
  return key.source?.kind === "from" ? checkFrom(catalog, key.source.source, missing) : [];
}

function checkFrom(catalog: Catalog, source: string, missing: (what: string, name: string, known: Iterable<string>) => Diagnostic): readonly Diagnostic[] {
  if (/^publicURL(\/|$)/.test(source)) return [];
  const [, module, port] = /^service:([^:]+):(.+)$/.exec(source) ?? [];
  if (module !== undefined && port !== undefined) {
    const target = catalog.components.get(module);
    if (target === undefined) return [missing("Module", module, catalog.components.keys())];
    return target.ports.some((p) => p.name === port) ? [] : [missing(`Port of ${module}`, port, target.ports.map((p) => p.name))];
  }
  const [name = "", ...rest] = source.split(".");
  const stores = [...catalog.components.values()].filter((c) => c.key !== undefined);
  const store = stores.find((c) => c.key === name || c.name === name);
  if (store === undefined) return [missing("Store", name, stores.map((c) => c.key ?? c.name))];
  const known = ["addresses", ...Object.keys(store.offers ?? {}), ...Object.keys(store.settings ?? {})];
  return known.includes(rest.join(".")) ? [] : [missing(`What ${name} offers`, rest.join("."), known)];
}

function secretEntries(catalog: Catalog): ReadonlyMap<string, Catalog["release"]["secrets"][string]> {
  const stores = [...catalog.components.values()].flatMap((c) => (c.secret === undefined || c.key === undefined ? [] : [[c.name, c.secret] as const]));
  // Where a store has the name of one of OpenIM's own, that is what is reported (check-names.ts).
  return new Map([...stores, ...Object.entries(catalog.release.secrets)]);
}

import type { Catalog, Component, ConfigFile, SecretEntry } from "../model/catalog.ts";
import { byName } from "../model/tree.ts";
import { environmentVariable } from "../model/environment-variable.ts";

/** A Secret of the installation: one for each pair of ends. */
export interface SecretPlan {
  readonly name: string;
  readonly entry: SecretEntry;
  /** Below global.openim; the block has `existingSecret`. */
  readonly valuePath: string;
  /** The store's block below global.openim, when it belongs to a store. */
  readonly store?: string;
  /** The block below global.openim that switches its store on and off. */
  readonly switch?: string;
}

/** Every Secret that the catalogue knows: OpenIM's own and one for each store, by name. */
export function secrets(catalog: Catalog): ReadonlyMap<string, SecretPlan> {
  const own = Object.entries(catalog.release.secrets).map(([name, entry]): SecretPlan => ({ name, entry, valuePath: `credentials.${name}` }));
  const stores = [...catalog.components.values()].flatMap((c): SecretPlan[] =>
    c.secret === undefined || c.key === undefined ? [] : [{ name: c.name, entry: c.secret, valuePath: c.key, store: c.key, ...(c.switch === undefined ? {} : { switch: c.switch }) }],
  );
  return new Map([...own, ...stores].sort((a, b) => byName(a.name, b.name)).map((s) => [s.name, s]));
}

/** A variable that takes a configuration key from a Secret or from the pod. */
export interface Variable {
  readonly name: string;
  readonly podIP?: boolean;
  readonly secret?: string;
  readonly key?: string;
  /** Helm condition for the variable to be there at all. */
  readonly condition?: string;
  /** Always optional. */
  readonly optional?: boolean;
  /** Helm condition under which the Secret may lack the key. */
  readonly optionalWhen?: string;
  /** The process makes it part of an address as it is, so it must be percent-encoded. */
  readonly encoded?: boolean;
}

/** The variables of a module: secrets of what it connects to and of its own and shared files, and its own address. */
export function variables(catalog: Catalog, component: Component): readonly Variable[] {
  const part = catalog.release.parts[component.part ?? ""];
  if (part === undefined) return [];
  const known = secrets(catalog);
  const othersOwn = new Set([...catalog.components.values()].filter((c) => c.name !== component.name).map((c) => c.files?.[0]));
  return (component.files ?? [])
    .filter((id) => !othersOwn.has(id))
    .flatMap((id) => {
      const file = catalog.config.get(id);
      return file === undefined ? [] : file.keys.flatMap((key) => variable(file, key));
    });

  function variable(file: ConfigFile, key: ConfigFile["keys"][number]): readonly Variable[] {
    if (part === undefined) return [];
    const name = environmentVariable(part, file, key.path);
    if (key.source?.kind === "pod-ip") return [{ name, podIP: true }];
    if (key.source?.kind !== "secret") return [];
    const secret = known.get(key.source.secret);
    if (secret === undefined) return [];
    const base = { name, secret: secret.name, key: key.source.key, ...(key.source.encoded === true ? { encoded: true } : {}) };
    if (secret.store !== undefined) {
      if (!(component.needs.stores ?? []).includes(secret.name)) return [];
      const external = `.Values.global.openim.${secret.store}.addresses`;
      return [key.source.optional ? { ...base, condition: external, optional: true } : { ...base, optionalWhen: external }];
    }
    if (secret.entry.generated === false) return [{ ...base, condition: `.Values.global.openim.${secret.valuePath}.existingSecret`, optional: true }];
    return [base];
  }
}

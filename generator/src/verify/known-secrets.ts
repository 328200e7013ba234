import type { Plan } from "../model/plan.ts";
import { at, isObject, type Json } from "../model/json.ts";
import type { KnownSecrets } from "./references.ts";

/**
 * Secrets that a render relies on: those that the credentials chart makes for this instance, and every one that the
 * environment's values name, whose keys only the site knows.
 */
export function knownSecrets(plan: Plan, instance: string, values: Json): KnownSecrets {
  const known = new Map<string, readonly string[] | undefined>();
  for (const chart of plan.charts) {
    if (chart.kind !== "credentials") continue;
    const list = chart.view["secrets"];
    if (!Array.isArray(list)) continue;
    for (const secret of list as readonly { readonly object: string; readonly keys: readonly { readonly key: string }[] }[]) {
      known.set(`${instance}-${secret.object}`, secret.keys.map((k) => k.key));
    }
  }
  const walk = (value: Json): void => {
    if (Array.isArray(value)) (value as readonly Json[]).forEach(walk);
    if (!isObject(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if ((key === "existingSecret" || key === "secretName") && typeof child === "string" && child !== "") known.set(child, undefined);
      else walk(child);
    }
  };
  walk(values);
  return known;
}

/** Claims, ConfigMaps and accounts that values name; the site has them. */
export function givenNames(values: Json): ReadonlySet<string> {
  if (Array.isArray(values)) return new Set((values as readonly Json[]).flatMap((v) => [...givenNames(v)]));
  if (!isObject(values)) return new Set();
  const named = ["existingClaim", "claimName", "configMapName"].map((key) => values[key]);
  const accounts = [at(values, ["serviceAccount", "name"]), at(values, ["configMap", "name"]), at(values, ["configMapRef", "name"]), at(values, ["configMapKeyRef", "name"])];
  return new Set([...[...named, ...accounts].filter((v): v is string => typeof v === "string" && v !== ""), ...Object.values(values).flatMap((v) => [...givenNames(v)])]);
}

import type { Component } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at } from "../../model/json.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** Each store is built in, or the site's own with an address, or needed by nobody. */
export const stores: Rule = (context) =>
  [...context.catalog.components.values()].filter((c) => c.group === "infra").flatMap((store) => store_(context, store));

function store_(context: RuleContext, store: Component): readonly Diagnostic[] {
  const { settings } = context.stack;
  const path = ["infra", store.name];
  const mode = at(settings, [...path, "mode"]) ?? (store.enabled === false ? "off" : "builtin");
  const addresses = at(settings, [...path, "addresses"]);
  const some = Array.isArray(addresses) && addresses.length > 0;
  const where = context.position([...path, "mode"]);
  if (mode === "external") {
    return [
      ...(some ? [] : [diagnose("external-without-address", { store: store.name }, where)]),
      ...(needsSecret(store) && at(settings, [...path, "existingSecret"]) === undefined ? [diagnose("external-without-secret", { store: store.name }, where)] : []),
    ];
  }
  if (mode === "off") {
    const needers = context.edges.filter((e) => e.to === store.name && at(settings, ["modules", e.from, "enabled"]) !== false).map((e) => e.from);
    return needers.length === 0 ? [] : [diagnose("infra-off", { store: store.name, needers: [...new Set(needers)].join(", ") }, where)];
  }
  return some ? [diagnose("address-on-builtin", { store: store.name }, context.position([...path, "addresses"]))] : [];
}

/** MongoDB and S3 cannot be used without credentials; the others may be open. */
function needsSecret(store: Component): boolean {
  return store.extra["anonymous"] !== true && store.secret !== undefined;
}

import type { Component } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { at, difference, isObject, type Json } from "../../model/json.ts";
import { defaults } from "../../model/values-schema.ts";
import { isOn, storeMode } from "../../model/store-mode.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { asksForLogin } from "./asks-for-login.ts";

/** Each store is built in, or the site's own with an address, or needed by nobody. */
export const stores: Rule = (context) =>
  [...context.catalog.components.values()].filter((c) => c.group === "infra").flatMap((store) => checkStore(context, store));

function checkStore(context: RuleContext, store: Component): readonly Diagnostic[] {
  const { settings } = context.stack;
  const path = ["infra", store.name];
  const addresses = at(settings, [...path, "addresses"]);
  const some = Array.isArray(addresses) && addresses.length > 0;
  const where = context.position([...path, "mode"]);
  switch (storeMode(store, settings)) {
    case "external":
      return [
        ...(some ? [] : [diagnose("external-without-address", { store: store.name }, where)]),
        ...(asksForLogin(store) && !isNamed(at(settings, [...path, "existingSecret"])) ? [diagnose("external-without-secret", { store: store.name }, where)] : []),
      ];
    case "off": {
      const needers = [...context.catalog.components.values()].filter((c) => c.needs.stores?.includes(store.name) === true && isOn(c, context.stack)).map((c) => c.name);
      return needers.length === 0 ? [] : [diagnose("infra-off", { store: store.name, needers: [...new Set(needers)].join(", ") }, where)];
    }
    default:
      return [
        ...(some ? [diagnose("address-on-builtin", { store: store.name }, context.position([...path, "addresses"]))] : []),
        ...externalSettings(context, store),
      ];
  }
}

/** Settings that say how a site's own store is, on one that is built in and is not like that. */
function externalSettings({ stack, position }: RuleContext, store: Component): readonly Diagnostic[] {
  return ((store.extra["externalOnly"] ?? []) as readonly string[]).flatMap((setting) => {
    const path = ["infra", store.name, setting];
    const said = at(stack.settings, path);
    const schema = store.settings?.[setting];
    if (said === undefined || !isObject(schema) || difference(defaults(schema), said) === undefined) return [];
    return [diagnose("external-setting-on-builtin", { store: store.name, setting }, position(path))];
  });
}

function isNamed(secret: Json | undefined): boolean {
  return typeof secret === "string" && secret !== "";
}

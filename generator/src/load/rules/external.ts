import type { Component } from "../../model/catalog.ts";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { asText, at } from "../../model/json.ts";
import { storeMode } from "../../model/store-mode.ts";
import type { Rule, RuleContext } from "./rule.ts";

/** A site's own store is reached as it is described: by every address that is named, and with settings that belong together. */
export const external: Rule = (context) =>
  [...context.catalog.components.values()]
    .filter((store) => store.key !== undefined && storeMode(store, context.stack.settings) === "external")
    .flatMap((store) => [...addresses(context, store), ...together(context, store)]);

function addresses({ stack, position }: RuleContext, store: Component): readonly Diagnostic[] {
  const path = ["infra", store.name, "addresses"];
  const said = at(stack.settings, path);
  const all = Array.isArray(said) ? said.map(asText) : [];
  const { unless } = (store.extra["oneAddress"] ?? { unless: undefined }) as { readonly unless?: Readonly<Record<string, string>> };
  const exempt = Object.entries(unless ?? {}).some(([setting, value]) => at(stack.settings, ["infra", store.name, setting]) === value);
  return [
    ...all.flatMap((address) => (loopback(address) ? [diagnose("address-of-pod", { store: store.name, address }, position(path))] : [])),
    ...(store.extra["oneAddress"] === undefined || exempt || all.length < 2
      ? []
      : [diagnose("unused-address", { store: store.name, unless: Object.entries(unless ?? {}).map(([setting, value]) => `${setting}: ${value}`).join(", ") }, position(path))]),
  ];
}

function loopback(address: string): boolean {
  return /^(localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[[0:]*:0*1?\]):\d+$/i.test(address);
}

/** Settings that mean nothing without another one, as the entry of the store says. */
function together({ stack, position }: RuleContext, store: Component): readonly Diagnostic[] {
  const requires = (store.extra["requires"] ?? []) as readonly { readonly setting: string; readonly needs: string; readonly reason: string }[];
  return requires.flatMap(({ setting, needs, reason }) => {
    const path = ["infra", store.name, ...setting.split(".")];
    if (!isSet(at(stack.settings, path)) || isSet(at(stack.settings, ["infra", store.name, ...needs.split(".")]))) return [];
    return [diagnose("setting-needs-setting", { setting: path.join("."), needs: `infra.${store.name}.${needs}`, reason }, position(path))];
  });
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== false && value !== "";
}

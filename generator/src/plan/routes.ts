import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import { shortName } from "./wiring.ts";

/** The routes of a component that is a door for others, resolved to names and ports and sorted by what the proxy does with them. */
export function routes(catalog: Catalog, component: Component): JsonObject {
  const list = component.extra["routes"];
  if (!Array.isArray(list)) return {};
  const all = (list as readonly Json[]).filter(isObject).flatMap((route): JsonObject[] => {
    const [name = "", portName] = String(route["to"]).split(":");
    const target = catalog.components.get(name);
    const port = target?.ports.find((p) => p.name === portName);
    return target === undefined || port === undefined ? [] : [{ ...route, name, short: shortName(name), port: port.number, store: target.key === undefined ? "" : name }];
  });
  const of = (kind: string) => all.filter((r) => r["kind"] === kind);
  const modules = (component.needs.modules ?? []).map((reference): JsonObject => {
    const [name = "", portName] = reference.split(":");
    return { name, short: shortName(name), port: catalog.components.get(name)?.ports.find((p) => p.name === portName)?.number ?? 0 };
  });
  return {
    upstreams: modules,
    // What only administrators may reach is apart: not every host has it.
    apis: of("api").filter((r) => r["openedBy"] === undefined),
    adminApis: of("api").filter((r) => r["openedBy"] !== undefined),
    gateway: of("gateway")[0] ?? {},
    objects: of("objects")[0] ?? {},
    page: of("page")[0] ?? {},
    fixed: all.filter((r) => typeof r["fixedPort"] === "number").map((r) => ({ ...r, port: r["fixedPort"] ?? 0, gateway: r["kind"] === "gateway" })),
  };
}

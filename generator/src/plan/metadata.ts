import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { at, isObject } from "../model/json.ts";
import type { Stack } from "../model/stack.ts";
import { imagesOf } from "./values.ts";

/** Chart.yaml of a chart, without dependencies. */
export function metadata(catalog: Catalog, name: string, description: string, stack: Stack, component?: Component): JsonObject {
  const charts = at(stack.settings, ["charts"]);
  const own = isObject(charts) ? charts : {};
  const main = component === undefined ? undefined : Object.values(imagesOf(catalog, component))[0]?.image;
  const words = Array.isArray(own["keywords"]) ? (own["keywords"] as readonly Json[]) : [];
  return {
    apiVersion: "v2",
    name,
    description,
    type: "application",
    version: String(own["version"] ?? "0.0.0"),
    appVersion: main?.tag ?? catalog.release.name,
    kubeVersion: `>=${catalog.kubernetes.floor}.0-0`,
    home: "https://github.com/openimsdk/open-im-server",
    ...(typeof own["icon"] === "string" ? { icon: own["icon"] } : {}),
    ...(words.length > 0 ? { keywords: words } : {}),
    sources: ["https://github.com/openimsdk/open-im-server", "https://github.com/openimsdk/chat"],
    ...(Array.isArray(own["maintainers"]) ? { maintainers: own["maintainers"] } : {}),
  };
}

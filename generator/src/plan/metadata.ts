import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { at, isObject } from "../model/json.ts";
import type { Stack } from "../model/stack.ts";
import { annotations, type NamedImage } from "./annotations.ts";
import { imageValues, imagesOf } from "./values.ts";

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
    annotations: annotations(own, component?.name, component === undefined ? [...catalog.components.values()].flatMap((c) => images(catalog, c, stack)) : images(catalog, component, stack)),
  };
}

/** Images of a component with their references, as its chart would pull them. */
function images(catalog: Catalog, component: Component, stack: Stack): readonly NamedImage[] {
  return Object.entries(imageValues(catalog, component, stack)).map(([key, value]) => ({ name: imagesOf(catalog, component)[key]?.id ?? key, image: reference(value) }));
}

function reference(value: Json): string {
  const part = (key: string) => String(at(value, [key]) ?? "");
  const place = [part("registry"), part("repository")].filter((p) => p !== "").join("/");
  return `${place}:${part("tag")}${part("digest") === "" ? "" : `@${part("digest")}`}`;
}

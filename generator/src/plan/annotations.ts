import { prerelease } from "semver";
import { stringify } from "yaml";
import { isObject, objectsIn, type Json, type JsonObject } from "../model/json.ts";
import { byName } from "../model/tree.ts";

/** An image, and what it is called among the images of the charts. */
export interface NamedImage {
  readonly name: string;
  readonly image: string;
}

/**
 * What Artifact Hub reads of a chart: annotations, of which those with several fields hold YAML. `charts` is that block
 * of openim.yaml; `name` is undefined for the chart that holds all others, which every change concerns.
 */
export function annotations(charts: JsonObject, name: string | undefined, images: readonly NamedImage[]): JsonObject {
  const changes = objectsIn(charts["changes"]).filter((change) => !Array.isArray(change["charts"]) || name === undefined || (change["charts"] as readonly Json[]).includes(name));
  const unique = [...new Map(images.map((i) => [`${i.name} ${i.image}`, i])).values()].sort((a, b) => byName(a.name, b.name));
  const signKey = charts["signKey"];
  const entries: readonly (readonly [string, string | readonly JsonObject[] | JsonObject | undefined])[] = [
    ["changes", changes.map(({ kind, description }) => ({ kind: kind ?? "changed", description: description ?? "" }))],
    ["containsSecurityUpdates", changes.some((c) => c["kind"] === "security") ? "true" : undefined],
    ["images", unique.map(({ name: id, image }) => ({ name: id, image }))],
    ["license", typeof charts["license"] === "string" ? charts["license"] : undefined],
    ["links", objectsIn(charts["links"])],
    ["prerelease", prerelease(String(charts["version"] ?? "0.0.0")) === null ? "false" : "true"],
    ["signKey", isObject(signKey) ? { fingerprint: signKey["fingerprint"] ?? "", url: signKey["url"] ?? "" } : undefined],
  ];
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
      return [[`artifacthub.io/${key}`, typeof value === "string" ? value : stringify(value, { lineWidth: 0 })] as const];
    }),
  );
}

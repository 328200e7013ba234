import type { Catalog } from "../model/catalog.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, setAt, type JsonObject } from "../model/json.ts";

/**
 * What of a catalogue with mistakes can still be used to look at openim.yaml: everything but the entries that are wrong.
 * Undefined when the facts are missing that everything else rests on.
 */
export function soundPart(catalog: Catalog, faults: readonly Diagnostic[]): Catalog | undefined {
  const { parts, images, secrets } = catalog.release;
  if (![parts, images, secrets, catalog.profiles].every((facts) => isObject(facts)) || Object.keys(catalog.profiles).length === 0) return undefined;
  const wrong = new Set(faults.map((f) => f.position?.file));
  return { ...catalog, components: new Map([...catalog.components].filter(([, c]) => !wrong.has(c.file))) };
}

const blocks: readonly (readonly string[])[] = [["modules"], ["infra"], ["config"], ["images", "overrides"]];

/** The schema of openim.yaml while entries of the catalogue are missing: what it says about those is neither right nor wrong. */
export function forgiving(schema: JsonObject): JsonObject {
  const places = [[], ["definitions", "environment"]].flatMap((root) => blocks.map((block) => [...root, ...block.flatMap((key) => ["properties", key])]));
  return places.reduce((opened, place) => (isObject(at(opened, place)) ? setAt(opened, [...place, "additionalProperties"], true) : opened), schema);
}

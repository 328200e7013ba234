import type { Catalog, Component } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";
import type { Path, Source } from "../model/source.ts";
import { closest } from "./closest.ts";

/** Values of its chart that an entry speaks of (`memoryShares`, `connections`) are there: what nobody can set is never looked at. */
export function checkValues(catalog: Catalog, schemaOf: (component: Component) => JsonObject, sourceOf: (file: string) => Source): readonly Diagnostic[] {
  return [...catalog.components.values()].flatMap((component) => {
    const shares = (component.extra["memoryShares"] ?? []) as readonly { readonly value: string }[];
    const connections = component.extra["connections"] as { readonly value: string } | undefined;
    const named: readonly (readonly [string, Path])[] = [
      ...shares.map(({ value }, i) => [value, ["memoryShares", i, "value"]] as const),
      ...(connections === undefined ? [] : [[connections.value, ["connections", "value"]] as const]),
    ];
    return named.flatMap(([value, path]) => {
      const known = unknownKey(schemaOf(component), value.split("."));
      return known === undefined ? [] : [diagnose("catalog-reference", { what: "Value", name: value, near: closest(value, known) }, sourceOf(component.file).position(path))];
    });
  });
}

/** Undefined when the schema has the path; else the keys that there are where it ends. */
function unknownKey(schema: JsonObject, [key, ...rest]: readonly string[]): readonly string[] | undefined {
  if (key === undefined) return undefined;
  const properties = schema["properties"];
  const child = at(properties, [key]);
  if (isObject(child)) return unknownKey(child, rest);
  return isObject(schema["additionalProperties"]) ? undefined : Object.keys(isObject(properties) ? properties : {});
}

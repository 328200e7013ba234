import { parseAllDocuments } from "yaml";
import { converter, fileName, ofKind, type JsonSchema, type SwaggerNode } from "./swagger.ts";

/** What we read of a CustomResourceDefinition. */
interface Definition {
  readonly kind?: string;
  readonly spec?: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: SwaggerNode } }[];
  };
}

/** Strict schemas of the wanted kinds in a file of CustomResourceDefinitions, every version, by the file name that kubeconform asks for. */
export function customSchemas(text: string, kinds: readonly string[]): ReadonlyMap<string, JsonSchema> {
  const convert = converter({ definitions: {} });
  const schemas = new Map<string, JsonSchema>();
  for (const document of parseAllDocuments(text)) {
    const { kind, spec } = (document.toJS() ?? {}) as Definition;
    if (kind !== "CustomResourceDefinition" || spec === undefined || !kinds.includes(spec.names.kind)) continue;
    for (const { name, schema } of spec.versions) {
      const place = { group: spec.group, version: name, kind: spec.names.kind };
      const root = schema?.openAPIV3Schema;
      // Kubernetes knows what every object has, whether a definition says so or not.
      if (root !== undefined) schemas.set(fileName(place), ofKind(convert({ ...root, properties: { metadata: { type: "object" }, ...root.properties } }), place));
    }
  }
  return schemas;
}

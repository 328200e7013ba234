/** A JSON Schema, as far as we write it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly $schema?: string;
}

/** What we read of a node in Kubernetes' api/openapi-spec/swagger.json. */
export interface SwaggerNode {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, SwaggerNode>>;
  readonly required?: readonly string[];
  readonly items?: SwaggerNode;
  readonly additionalProperties?: boolean | SwaggerNode;
  readonly enum?: readonly unknown[];
  readonly "x-kubernetes-group-version-kind"?: readonly Kind[];
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly nullable?: boolean;
}

/** That file, as far as we read it. */
export interface Swagger {
  readonly definitions: Readonly<Record<string, SwaggerNode>>;
}

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const prefix = "#/definitions/";
const quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity";

/**
 * Strict, self-contained schemas of every kind, by the file name that kubeconform asks for. Unknown fields are errors, as for an
 * API server with strict field validation; optional fields may be null. A type that contains itself stays open at the second turn.
 */
export function swaggerSchemas(swagger: Swagger): ReadonlyMap<string, JsonSchema> {
  const convert = converter(swagger);
  const schemas = new Map<string, JsonSchema>();
  for (const [name, node] of Object.entries(swagger.definitions)) {
    const kinds = node["x-kubernetes-group-version-kind"] ?? [];
    const [kind] = kinds;
    // More than one kind: options and events of every API group, which nobody writes into a file.
    if (kind === undefined || kinds.length > 1) continue;
    schemas.set(fileName(kind), ofKind(convert({ $ref: prefix + name }), kind));
  }
  return schemas;
}

/** The file in which kubeconform looks for the schema of a kind. */
export function fileName({ group, version, kind }: Kind): string {
  return [kind, group.split(".")[0], version].filter((part) => part !== "").join("-").toLowerCase() + ".json";
}

/** The schema with the one apiVersion and kind that it is for. */
export function ofKind(schema: JsonSchema, { group, version, kind }: Kind): JsonSchema {
  const properties = {
    ...schema.properties,
    apiVersion: { type: "string", enum: [group === "" ? version : `${group}/${version}`] },
    kind: { type: "string", enum: [kind] },
  };
  return { $schema: "http://json-schema.org/draft-07/schema#", ...schema, properties };
}

/** A function that converts nodes, and every definition only once. */
export function converter({ definitions }: Swagger): (node: SwaggerNode) => JsonSchema {
  const done = new Map<string, JsonSchema>();
  const open = new Set<string>();

  function definition(name: string): JsonSchema {
    const known = done.get(name);
    if (known !== undefined) return known;
    const node = definitions[name];
    if (node === undefined || open.has(name)) return {};
    open.add(name);
    const schema = name === quantity ? { type: ["string", "number"] } : convert(node);
    open.delete(name);
    done.set(name, schema);
    return schema;
  }

  function convert(node: SwaggerNode): JsonSchema {
    if (node.$ref !== undefined) return definition(node.$ref.slice(prefix.length));
    if (node.format === "int-or-string" || node["x-kubernetes-int-or-string"] === true) return { type: ["integer", "string"] };
    const schema: { -readonly [K in keyof JsonSchema]: JsonSchema[K] } = {};
    if (node.type !== undefined) schema.type = node.type;
    if (node.format === "date-time") schema.format = node.format;
    if (node.enum !== undefined) schema.enum = node.enum;
    if (node.items !== undefined) schema.items = convert(node.items);
    if (node.required !== undefined) schema.required = node.required;
    if (node.properties !== undefined) {
      const required = new Set(node.required);
      const entries = Object.entries(node.properties);
      schema.properties = Object.fromEntries(entries.map(([key, child]) => [key, required.has(key) ? convert(child) : nullable(convert(child))]));
    }
    const rest = additional(node);
    if (rest !== undefined) schema.additionalProperties = rest;
    return schema;
  }

  function additional(node: SwaggerNode): boolean | JsonSchema | undefined {
    const { additionalProperties: declared } = node;
    if (typeof declared === "object") return convert(declared);
    if (declared !== undefined) return declared;
    return node.properties !== undefined && node["x-kubernetes-preserve-unknown-fields"] !== true ? false : undefined;
  }

  return convert;
}

function nullable(schema: JsonSchema): JsonSchema {
  if (schema.type === undefined) return schema;
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  const widened = { ...schema, type: [...types, "null"] };
  return schema.enum === undefined ? widened : { ...widened, enum: [...schema.enum, null] };
}

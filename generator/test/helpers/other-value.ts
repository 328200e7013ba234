import { isObject, type Json, type JsonObject } from "../../src/model/json.ts";

// Words that some pattern of our schemas takes.
const strings = ["changed", "2Gi", "2", "700m", "7d", "11m", "64mb", "50%", "https://changed.example.com", "changed.example.com", "changed.example.com:7000", "192.0.2.0/24", "192.0.2.7", `sha256:${"c".repeat(64)}`, "c".repeat(32), "/changed", "1h", "TLSv1.3", "*/5 * * * *", "50GB", "128M"];

/** Values that a schema may take in place of one, likely ones first. Whether one is taken, the whole schema must say. */
export function otherValues(schema: JsonObject, current: Json | undefined): readonly Json[] {
  return candidates(schema, current, 3).filter((value) => JSON.stringify(value) !== JSON.stringify(current));
}

/** `deep` ends what has no end: a schema that says nothing may hold itself. */
function candidates(schema: JsonObject, current: Json | undefined, deep: number): readonly Json[] {
  if (deep === 0) return [];
  if (Array.isArray(schema["enum"])) return schema["enum"] as readonly Json[];
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const forms = schema[key];
    if (Array.isArray(forms)) return (forms as readonly Json[]).filter(isObject).flatMap((form) => candidates({ ...schema, [key]: undefined as unknown as Json, ...form }, current, deep));
  }
  const types = (Array.isArray(schema["type"]) ? (schema["type"] as readonly Json[]) : [schema["type"]]).filter((type) => type !== undefined);
  return (types.length === 0 ? ["string", "boolean", "integer", "object", "array"] : types).flatMap((type) => ofType(String(type), schema, current, deep));
}

function ofType(type: string, schema: JsonObject, current: Json | undefined, deep: number): readonly Json[] {
  switch (type) {
    case "boolean":
      return [current !== true];
    case "integer":
    case "number": {
      const now = typeof current === "number" ? current : 0;
      return [now + 1, now - 1, now + 2, now * 2, schema["minimum"], schema["maximum"], 30_001, 2].filter((n): n is number => typeof n === "number");
    }
    case "string":
      return [...strings, ...(typeof current === "string" ? [`${current}1`] : [])];
    case "array": {
      const items = isObject(schema["items"]) ? schema["items"] : {};
      return candidates(items, undefined, deep - 1).map((item) => [item]);
    }
    case "object": {
      const properties = isObject(schema["properties"]) ? schema["properties"] : {};
      const required = Array.isArray(schema["required"]) ? (schema["required"] as readonly Json[]).map(String) : [];
      const base = Object.fromEntries(required.flatMap((key) => sample(properties[key], deep - 1).map((value) => [key, value] as const)));
      const known = Object.entries(properties).flatMap(([key, child]) => candidates(isObject(child) ? child : {}, undefined, deep - 1).slice(0, 3).map((value) => ({ ...base, [key]: value })));
      const more = isObject(schema["additionalProperties"]) ? candidates(schema["additionalProperties"], undefined, deep - 1) : ["changed"];
      return [...known, ...more.map((value) => ({ changed: value })), ...kubernetes];
    }
    default:
      return [];
  }
}

// Where a schema leaves the shape to Kubernetes.
const kubernetes: readonly JsonObject[] = [{ name: "changed" }, { name: "changed", image: "docker.io/acme/changed:1" }, { key: "changed", operator: "Exists" }, { maxSkew: 1, topologyKey: "changed", whenUnsatisfiable: "ScheduleAnyway" }, { name: "changed", mountPath: "/changed" }, { ports: [{ port: 7000 }] }, { job_name: "changed" }, { url: "https://changed.example.com" }, { name: "net.ipv4.tcp_fin_timeout", value: "30" }];

function sample(schema: Json | undefined, deep: number): readonly Json[] {
  return candidates(isObject(schema) ? schema : {}, undefined, deep).slice(0, 1);
}

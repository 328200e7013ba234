import { Ajv, type ValidateFunction } from "ajv";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { keep } from "../model/keep.ts";
import type { Source } from "../model/source.ts";
import { diagnoseSchema } from "./diagnose-schema.ts";
import { pruneSchema } from "./prune-schema.ts";

/** What is edited mostly keeps its keys, and with them what decides about it. */
const judges = keep<ValidateFunction>(50);

/** Checks a source against a JSON Schema and reports everything that is wrong at once. */
export function validate(source: Source, schema: JsonObject, root: string): readonly Diagnostic[] {
  const pruned = pruneSchema(schema, source.value) as JsonObject;
  const check = judges(JSON.stringify(pruned), () => compile(pruned));
  return check(source.value) ? [] : diagnoseSchema(source, check.errors ?? [], root);
}

function compile(schema: JsonObject): ValidateFunction {
  // The schema is our own work; to hold it against the schema of schemas takes longer than the rest.
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, validateSchema: false, validateFormats: false, inlineRefs: false, code: { optimize: false } });
  return ajv.compile(schema);
}

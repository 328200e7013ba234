import type { ErrorObject } from "ajv";
import { closest } from "./closest.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import { showPath, type Path, type Source } from "../model/source.ts";
import { typeWord, valueWord } from "../model/type-words.ts";

/** Turns what Ajv found in a source into diagnostics with a place, a reason and a fix; several findings of one cause become one. */
export function diagnoseSchema(source: Source, errors: readonly ErrorObject[], root: string): readonly Diagnostic[] {
  const seen = new Set<string>();
  return errors.flatMap((error) => {
    const path = pathOf(error.instancePath, source.value);
    const found = translate(source, error, path, root);
    const key = found === undefined ? "" : `${found.position?.line}:${found.position?.column}:${found.code}:${found.message}`;
    if (found === undefined || seen.has(key)) return [];
    seen.add(key);
    return [found];
  });
}

function translate(source: Source, error: ErrorObject, path: Path, root: string): Diagnostic | undefined {
  const place = path.length === 0 ? root : `\`${showPath(path)}\``;
  const shown = path.length === 0 ? root : showPath(path);
  const value = valueAt(source.value, path);
  const wrong = (reason: string, hint: string) => diagnose("wrong-value", { path: shown, reason, hint }, source.position(path));
  const p = error.params as Record<string, unknown>;
  // A schema may say that a mistake here has a name of its own.
  const code: unknown = error.parentSchema?.["x-code"];
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(p["additionalProperty"]);
      const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
      return diagnose("unknown-key", { key, at: place, near: closest(key, known), known: known.join(", ") }, source.position([...path, key], "key"));
    }
    case "required": {
      const key = String(p["missingProperty"]);
      return diagnose("missing-key", { key, at: place }, source.position(path, "key"));
    }
    case "type": {
      const wanted = ([] as string[]).concat(p["type"] as string | string[]).map(typeWord).join(" or ");
      return diagnose("wrong-type", { path: shown, wanted, found: valueWord(value) }, source.position(path));
    }
    case "enum": {
      const allowed = (p["allowedValues"] as unknown[]).map(String);
      const near = closest(String(value), allowed);
      if (code === "unknown-profile") return diagnose(code, { profile: String(value), near, known: allowed.join(", ") }, source.position(path));
      return wrong(`is \`${String(value)}\``, near ? `Did you mean \`${near}\`? Allowed: ${allowed.join(", ")}.` : `Allowed: ${allowed.join(", ")}.`);
    }
    case "const":
      return wrong(`must be \`${String(p["allowedValue"])}\``, "Write that value.");
    case "pattern": {
      if (code === "secret-form") return diagnose(code, { path: showPath(path), value: String(value) }, source.position(path));
      const title = error.parentSchema?.["patternTitle"] ?? error.parentSchema?.["description"];
      return wrong(`is \`${String(value)}\`, which has not the form that is needed`, typeof title === "string" ? title : `It must match ${String(p["pattern"])}.`);
    }
    case "minimum":
    case "maximum":
    case "minLength":
    case "minItems":
    case "uniqueItems":
      return wrong(error.message ?? "is out of range", "Correct the value.");
    // These only say that one of their branches failed; the branch's own error is more useful.
    case "if":
    case "anyOf":
    case "oneOf":
    case "allOf":
      return undefined;
    default:
      return wrong(error.message ?? "is not valid", "Correct the value.");
  }
}

function valueAt(value: Json, path: Path): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path) here = Array.isArray(here) ? (here as readonly Json[])[Number(key)] : isObject(here) ? here[String(key)] : undefined;
  return here;
}

function pathOf(pointer: string, value: Json): Path {
  let here: Json | undefined = value;
  return pointer
    .split("/")
    .slice(1)
    .map((raw) => {
      const key = raw.replaceAll("~1", "/").replaceAll("~0", "~");
      const index = Array.isArray(here) ? Number(key) : key;
      here = valueAt(here ?? null, [index]);
      return index;
    });
}

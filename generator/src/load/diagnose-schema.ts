import type { ErrorObject } from "ajv";
import { closest } from "./closest.ts";
import { diagnose } from "../model/codes.ts";
import { emptiness } from "../model/codes/yaml.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Json } from "../model/json.ts";
import { asText, isObject } from "../model/json.ts";
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
  const reasons = (error.parentSchema?.["x-refused"] ?? {}) as Readonly<Record<string, string>>;
  const refused = error.keyword === "not" ? "" : asText(value);
  const reason = Object.hasOwn(reasons, refused) ? reasons[refused] : undefined;
  if (reason !== undefined) return diagnose("unsupported-setting", { setting: shown, value: refused, reason }, source.position(path, error.keyword === "not" ? "key" : "value"));
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(p["additionalProperty"]);
      const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
      // What stands elsewhere is better known than what is only spelt alike.
      const elsewhere = (error.parentSchema?.["x-elsewhere"] ?? {}) as Readonly<Record<string, string>>;
      const near = Object.hasOwn(elsewhere, key) ? (elsewhere[key] ?? "") : closest(key, known);
      return diagnose("unknown-key", { key, at: place, near, known: known.join(", ") }, source.position([...path, key], "key"));
    }
    case "required": {
      const key = String(p["missingProperty"]);
      return diagnose("missing-key", { key, at: place }, source.position(path, "key"));
    }
    case "type": {
      const wanted = ([] as string[]).concat(p["type"] as string | string[]).map(typeWord).join(" or ");
      return diagnose("wrong-type", { path: shown, wanted, found: value === null ? emptiness : valueWord(value) }, source.position(path, value === null ? "key" : "value"));
    }
    case "enum": {
      const allowed = (p["allowedValues"] as unknown[]).map(String);
      const near = closest(asText(value), allowed);
      if (code === "unknown-profile") return diagnose(code, { profile: asText(value), near, known: allowed.join(", ") }, source.position(path));
      return wrong(`is \`${asText(value)}\``, near ? `Did you mean \`${near}\`? Allowed: ${allowed.join(", ")}.` : `Allowed: ${allowed.join(", ")}.`);
    }
    case "const":
      return wrong(`is \`${asText(value)}\``, `Write \`${String(p["allowedValue"])}\`.`);
    case "pattern": {
      const title = error.parentSchema?.["patternTitle"] ?? error.parentSchema?.["description"];
      const form = typeof title === "string" ? title : `It must match ${String(p["pattern"])}.`;
      const name = error.propertyName;
      if (name !== undefined) return diagnose("wrong-value", { path: shown, reason: `has the key \`${name}\`, which has not the form that is needed`, hint: form }, source.position([...path, name], "key"));
      if (code === "secret-form") return diagnose(code, { path: showPath(path), value: asText(value) }, source.position(path));
      return wrong(`is ${shorten(value)}, which has not the form that is needed`, form);
    }
    case "minimum":
    case "maximum":
      return wrong(`is ${asText(value)}`, `Write a number ${range(error.parentSchema ?? {})}.`);
    case "minLength":
    case "maxLength":
      return wrong(value === "" ? "is an empty text" : `is ${shorten(value)}`, `Write at ${error.keyword === "minLength" ? "least" : "most"} ${counted(p["limit"], "character")}.`);
    case "minItems":
    case "maxItems":
      return wrong(`has ${counted((value as readonly Json[]).length, "entry")}`, `Write at ${error.keyword === "minItems" ? "least" : "most"} ${counted(p["limit"], "entry")}.`);
    case "uniqueItems":
      return wrong(`names \`${asText((value as readonly Json[])[Number(p["i"])])}\` twice`, "Leave one of the two out.");
    // These only say that one of their branches failed; the branch's own error is more useful.
    case "propertyNames":
    case "if":
    case "anyOf":
    case "oneOf":
    case "allOf":
      return undefined;
    default:
      return wrong(`is ${shorten(value)}, which ${error.message ?? "is not valid"}`, "Correct the value.");
  }
}

/** Limits of a number in words. */
function range(schema: Readonly<Record<string, unknown>>): string {
  const [from, to] = [schema["minimum"], schema["maximum"]];
  if (from !== undefined && to !== undefined) return `from ${String(from)} to ${String(to)}`;
  return from === undefined ? `of ${String(to)} or less` : `of ${String(from)} or more`;
}

function counted(number: unknown, thing: "character" | "entry"): string {
  const many = thing === "entry" ? "entries" : "characters";
  return number === 0 ? `no ${many}` : `${String(number)} ${number === 1 ? thing : many}`;
}

/** A value as it is quoted in a sentence. */
function shorten(value: Json | undefined): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;
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

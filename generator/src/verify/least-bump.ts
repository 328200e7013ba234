import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { immutableChanges } from "./immutable-changes.ts";
import { list, title, type Rendered } from "./objects.ts";
import type { Path } from "../model/source.ts";
import { pathText } from "./workloads.ts";

/** How much a version must rise. */
export type Bump = "none" | "patch" | "minor" | "major";

/** A chart as its users see it: what they may say, and what comes of saying nothing. */
export interface ChartView {
  readonly schema: JsonObject;
  readonly objects: readonly Rendered[];
}

/** One difference, and what it asks for. */
export interface BumpReason {
  readonly bump: Bump;
  readonly reason: string;
}

const order: readonly Bump[] = ["none", "patch", "minor", "major"];

/**
 * The least version bump that a change of a chart allows, with every reason for it. Major: values that were accepted are refused, or
 * an upgrade fails, or something that others rely on is gone. Minor: more is possible, or a default is another. Patch: the rest.
 */
export function leastBump(old: ChartView, next: ChartView): { readonly bump: Bump; readonly reasons: readonly BumpReason[] } {
  const reasons = [...ofSchema(old.schema, next.schema, []), ...ofObjects(old.objects, next.objects)];
  const bump = reasons.map((r) => r.bump).sort((a, b) => order.indexOf(b) - order.indexOf(a))[0] ?? "none";
  return { bump, reasons: reasons.filter((r) => r.bump === bump) };
}

function ofSchema(old: JsonObject, next: JsonObject, path: Path): readonly BumpReason[] {
  const place = pathText(path);
  const say = (bump: Bump, reason: string): BumpReason => ({ bump, reason: `${place} ${reason}` });
  const [was, is] = [object(old["properties"]), object(next["properties"])];
  const closed = next["additionalProperties"] === false;
  const wanted = new Set(words(next["required"]));
  return [
    ...Object.entries(was).flatMap(([key, schema]) => {
      const other = is[key];
      if (isObject(schema) && isObject(other)) return ofSchema(schema, other, [...path, key]);
      return other === undefined ? [{ bump: "major", reason: `${pathText([...path, key])} is no longer accepted` } as const] : [];
    }),
    ...Object.keys(is).flatMap((key) => (key in was ? [] : [{ bump: wanted.has(key) ? "major" : "minor", reason: `${pathText([...path, key])} is new` } as const])),
    ...[...wanted].flatMap((key) => (words(old["required"]).includes(key) || !(key in was) ? [] : [say("major", `requires ${key}`)])),
    ...(old["additionalProperties"] !== false && closed ? [say("major", "accepts no other keys any more")] : []),
    ...types(old, next, say),
    ...(["minimum", "minLength", "minItems"] as const).flatMap((key) => bound(old[key], next[key], 1, key, say)),
    ...(["maximum", "maxLength", "maxItems"] as const).flatMap((key) => bound(old[key], next[key], -1, key, say)),
    ...(next["pattern"] !== undefined && next["pattern"] !== old["pattern"] ? [say("major", "asks for another pattern")] : old["pattern"] !== undefined && next["pattern"] === undefined ? [say("minor", "asks for no pattern any more")] : []),
    ...(isObject(old["items"]) && isObject(next["items"]) ? ofSchema(old["items"], next["items"], [...path, 0]) : []),
    ...ofDefault(old["default"], next["default"], path),
    ...(same(old["description"], next["description"]) ? [] : [say("patch", "is described in other words")]),
  ];
}

/** Of a block with a default of its own, the keys that differ. */
function ofDefault(was: Json | undefined, is: Json | undefined, path: Path): readonly BumpReason[] {
  if (same(was, is)) return [];
  if (isObject(was) && isObject(is)) return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => ofDefault(was[key], is[key], [...path, key]));
  return [{ bump: "minor", reason: `${pathText(path)} has the default ${shown(is)}, which was ${shown(was)}` }];
}

type Say = (bump: Bump, reason: string) => BumpReason;

function types(old: JsonObject, next: JsonObject, say: Say): readonly BumpReason[] {
  return (["type", "enum"] as const).flatMap((key) => {
    const [was, is] = [listOf(old[key]), listOf(next[key])];
    if (is.length > 0 && (was.length === 0 || was.some((v) => !is.some((w) => same(v, w))))) return [say("major", key === "type" ? `is of type ${is.map(shown).join(" or ")}` : `must be ${is.map(shown).join(", ")}`)];
    return was.length > 0 && (is.length === 0 || is.length > was.length) ? [say("minor", `takes more than ${was.map(shown).join(", ")}`)] : [];
  });
}

function bound(was: Json | undefined, is: Json | undefined, sign: 1 | -1, key: string, say: Say): readonly BumpReason[] {
  if (same(was, is)) return [];
  const narrower = typeof is === "number" && (typeof was !== "number" || (is - was) * sign > 0);
  return [say(narrower ? "major" : "minor", `has the ${key} ${shown(is)}`)];
}

/** Kinds on whose names others rely, or that hold data. */
const relied = ["Service", "StatefulSet", "Secret", "PersistentVolumeClaim", "ConfigMap"];

function ofObjects(old: readonly Rendered[], next: readonly Rendered[]): readonly BumpReason[] {
  const before = new Map(old.map((o) => [title(o), o]));
  const after = new Map(next.map((o) => [title(o), o]));
  return [
    ...immutableChanges(old, next).map((c): BumpReason => ({ bump: "major", reason: `${title(c.object)}: ${pathText(c.path)} cannot change in an upgrade` })),
    ...[...before].flatMap(([name, o]): readonly BumpReason[] => (after.has(name) ? [] : [{ bump: relied.includes(o.kind) ? "major" : "patch", reason: `${name} is gone` }])),
    ...[...after].flatMap(([name, o]): readonly BumpReason[] => {
      const was = before.get(name);
      if (was === undefined) return [{ bump: o.kind === "Job" ? "patch" : "minor", reason: `${name} is new` }];
      const lost = o.kind === "Service" ? ports(was).filter((p) => !ports(o).includes(p)) : [];
      if (lost.length > 0) return [{ bump: "major", reason: `${name} has no port ${lost.join(", ")} any more` }];
      // What a chart inside renders otherwise is said of that chart.
      return isInside(o) || same(withoutVersion(was.value), withoutVersion(o.value)) ? [] : [{ bump: "patch", reason: `${name} differs` }];
    }),
  ];
}

function isInside(object: Rendered): boolean {
  return /^[^/]+\/charts\//.test(object.source);
}

function ports(service: Rendered): readonly string[] {
  return list(service.value, "spec", "ports").map((p) => String(p["port"]));
}

/** The version of the chart stands in a label of everything. */
function withoutVersion(value: JsonObject): Json {
  const labels = at(value, ["metadata", "labels"]);
  return isObject(labels) ? { ...value, metadata: { ...object(value["metadata"]), labels: { ...labels, "helm.sh/chart": "" } } } : value;
}

function object(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function words(value: Json | undefined): readonly string[] {
  return listOf(value).map(String);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function shown(value: Json | undefined): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

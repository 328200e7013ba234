import { parse } from "yaml";
import { insideDiffers } from "../model/chart-change.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { FileTree } from "../model/tree.ts";
import { leastBump, type Bump, type BumpReason } from "./least-bump.ts";
import type { Rendered } from "./objects.ts";

/** A packaged chart: its files, paths relative to it, and what they render to; undefined when that is not known. */
export interface PackagedChart {
  readonly files: FileTree;
  readonly objects: readonly Rendered[] | undefined;
}

const order: readonly Bump[] = ["none", "patch", "minor", "major"];

/** The least bump that a chart asks for between what was published and what is now, and why. Either may be missing. */
export function chartBump(published: PackagedChart | undefined, now: PackagedChart | undefined): { readonly bump: Bump; readonly reasons: readonly BumpReason[] } {
  const reasons = published === undefined ? one("minor", "this chart is new") : now === undefined ? one("major", "this chart is gone") : between(published, now);
  const bump = highest(reasons.map((r) => r.bump));
  return { bump, reasons: reasons.filter((r) => r.bump === bump) };
}

/** The bump that satisfies all. */
export function highest(bumps: readonly Bump[]): Bump {
  return order[Math.max(0, ...bumps.map((b) => order.indexOf(b)))] ?? "none";
}

function between(published: PackagedChart, now: PackagedChart): readonly BumpReason[] {
  const [was, is] = [withoutVersion(published.files), withoutVersion(now.files)];
  const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
  const differing = paths.filter((path) => !path.startsWith("charts/"));
  const inside = paths.length > differing.length;
  if (differing.length === 0) return inside ? one("patch", insideDiffers) : [];
  const [before, after] = [metadata(published.files), metadata(now.files)];
  const program = before["appVersion"] === after["appVersion"] ? [] : one("minor", `the version of the program is ${String(after["appVersion"])}, and was ${String(before["appVersion"])}`);
  const known = published.objects !== undefined && now.objects !== undefined;
  const seen = leastBump({ schema: schema(published.files), objects: known ? (published.objects ?? []) : [] }, { schema: schema(now.files), objects: known ? (now.objects ?? []) : [] });
  const found = [...program, ...seen.reasons];
  if (found.length > 0) return found;
  const own = inside ? differing.filter((path) => !tellOfInside.has(path)) : differing;
  return one("patch", own.length === 0 ? insideDiffers : `${own.slice(0, 3).join(", ")}${own.length > 3 ? ", …" : ""} ${own.length === 1 ? "differs" : "differ"}`);
}

/** Files of a chart that change with the charts inside. */
const tellOfInside: ReadonlySet<string> = new Set(["Chart.yaml", "Chart.lock", "README.md", "values.yaml", "values.schema.json"]);

function one(bump: Bump, reason: string): readonly BumpReason[] {
  return [{ bump, reason }];
}

/** Without what every release changes: the version, wherever it stands, and what Chart.yaml says of the last changes. */
function withoutVersion(files: FileTree): FileTree {
  const { version, annotations, ...rest } = metadata(files);
  const kept = Object.fromEntries(Object.entries(isObject(annotations) ? annotations : {}).filter(([key]) => !["artifacthub.io/changes", "artifacthub.io/prerelease", "artifacthub.io/containsSecurityUpdates"].includes(key)));
  const blank = (text: string) => (typeof version === "string" ? text.replaceAll(version, "0") : text);
  return new Map([...files].map(([path, text]) => [path, blank(path === "Chart.yaml" ? JSON.stringify({ ...rest, annotations: kept }) : path.endsWith("/Chart.yaml") ? text.replace(/^annotations:\n(?: .*\n)*/m, "") : text)]));
}

function metadata(files: FileTree): JsonObject {
  const value: unknown = parse(files.get("Chart.yaml") ?? "");
  return isObject(value) ? value : {};
}

function schema(files: FileTree): JsonObject {
  const value: unknown = JSON.parse(files.get("values.schema.json") ?? "{}");
  return isObject(value) ? value : {};
}

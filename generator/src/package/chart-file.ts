import { valid } from "semver";
import { parse } from "yaml";
import { isObject } from "../model/json.ts";
import type { FileTree } from "../model/tree.ts";

/** A dependency as Chart.yaml lists it. `repository` is empty when there is none. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
}

/** What packing needs to know of a Chart.yaml; `metadata` is all of it as a plain value. */
export interface ChartFile {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly Dependency[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Nobody changes a tree, so each is read once: as a chart, and as a dependency of every chart that has it inside. */
const known = new WeakMap<FileTree, ChartFile>();

/**
 * The Chart.yaml of a chart.
 *
 * @param files paths relative to the chart's folder
 * @throws Error when it is missing, is not YAML, or has no name, no version, or a version that is not semver
 */
export function readChartFile(files: FileTree): ChartFile {
  const file = known.get(files) ?? parsed(files);
  known.set(files, file);
  return file;
}

function parsed(files: FileTree): ChartFile {
  const text = files.get("Chart.yaml");
  if (text === undefined) throw new Error("a chart without Chart.yaml cannot be packed");
  const metadata: unknown = parse(text);
  if (!isObject(metadata)) throw new Error("Chart.yaml is not a mapping");
  const { name, version } = metadata;
  if (typeof name !== "string" || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) throw new Error(`Chart.yaml: not a chart name: ${String(name)}`);
  if (typeof version !== "string" || valid(version) !== version.replace(/\+.*$/, "")) {
    throw new Error(`Chart.yaml of ${name}: version ${String(version)} is not semantic (1.2.3, no leading v)`);
  }
  const listed = Array.isArray(metadata["dependencies"]) ? metadata["dependencies"] : [];
  return { name, version, metadata, dependencies: listed.map(dependency) };
}

function dependency(value: unknown): Dependency {
  const text = (key: string) => (isObject(value) && typeof value[key] === "string" ? value[key] : "");
  return { name: text("name"), version: text("version"), repository: text("repository") };
}

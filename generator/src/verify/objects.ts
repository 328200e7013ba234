import { parseAllDocuments } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { at, isObject, objectsIn } from "../model/json.ts";
import { keep } from "../model/keep.ts";

/** One rendered Kubernetes object. */
export interface Rendered {
  readonly kind: string;
  readonly name: string;
  /** Template that rendered it, as Helm names it. */
  readonly source: string;
  readonly value: JsonObject;
}

/** As many documents as a few renders have. */
const known = keep<readonly Rendered[]>(4000);

/**
 * The objects in the output of `helm template`. Throws an Error that names the template when one is not YAML. Most documents are
 * the same for every environment: each is parsed once, and equal ones are one object.
 */
export function readObjects(text: string): readonly Rendered[] {
  return text
    .split(/^---\s*$/m)
    .filter((part) => part.trim() !== "")
    .flatMap((part) => known(part, () => parse(part)));
}

function parse(part: string): readonly Rendered[] {
  const source = /^# Source: (.+)$/m.exec(part)?.[1] ?? "";
  return parseAllDocuments(part).flatMap((document): readonly Rendered[] => {
    const error = document.errors[0];
    if (error !== undefined) throw new Error(`${source}: ${error.message}`);
    const value = document.toJS() as unknown;
    if (!isObject(value)) return [];
    return [{ kind: String(value["kind"] ?? ""), name: String(at(value, ["metadata", "name"]) ?? ""), source, value }];
  });
}

/** How an object is called in messages. */
export function title(object: Rendered): string {
  return `${object.kind} ${object.name}`;
}

/** The pod template of a workload, undefined for everything else. */
export function podTemplate(object: Rendered): JsonObject | undefined {
  const path: Readonly<Record<string, readonly string[]>> = {
    Deployment: ["spec", "template"],
    StatefulSet: ["spec", "template"],
    DaemonSet: ["spec", "template"],
    Job: ["spec", "template"],
    CronJob: ["spec", "jobTemplate", "spec", "template"],
    Pod: [],
  };
  const found = path[object.kind];
  const value = found === undefined ? undefined : at(object.value, found);
  return isObject(value) ? value : undefined;
}

/** All containers of a pod template, init containers included. */
export function containers(template: JsonObject): readonly JsonObject[] {
  return ["initContainers", "containers"].flatMap((key) => {
    return objectsIn(at(template, ["spec", key]));
  });
}

/** A list at a path of objects, empty when there is none. */
export function list(value: JsonObject, ...path: string[]): readonly JsonObject[] {
  return objectsIn(at(value, path));
}

import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Rendered } from "./objects.ts";
import type { Path } from "../model/source.ts";

/** A field that Kubernetes lets nobody change, and that differs. */
export interface ImmutableChange {
  readonly object: Rendered;
  readonly path: Path;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** Of a StatefulSet's spec, what every supported Kubernetes lets change. */
const changeableOfStatefulSet = ["replicas", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds", "ordinals"];
const fixedOfJob = ["selector", "template", "completions", "completionMode", "backoffLimitPerIndex", "podFailurePolicy", "successPolicy", "managedBy"];

/**
 * Whether an upgrade from one render to the next would be refused: fields that cannot change in an object that is in both under the
 * same name. Pods and Jobs that Helm deletes before it makes them again do not count.
 */
export function immutableChanges(old: readonly Rendered[], next: readonly Rendered[]): readonly ImmutableChange[] {
  const before = new Map(old.map((o) => [`${o.kind} ${o.name}`, o]));
  return next.flatMap((object) => {
    const was = before.get(`${object.kind} ${object.name}`);
    if (was === undefined || replaced(object)) return [];
    return fixed(object.kind, was.value, object.value).flatMap((path) => differences(at(was.value, path), at(object.value, path), path).map(({ path: place, from, to }) => ({ object, path: place, from, to })));
  });
}

/** Paths of an object that must stay as they are. */
function fixed(kind: string, was: JsonObject, is: JsonObject): readonly (readonly string[])[] {
  const spec = (keys: readonly string[]) => keys.map((key) => ["spec", key]);
  const all = [...new Set([was, is].flatMap((o) => Object.keys((o["spec"] ?? {}) as object)))];
  switch (kind) {
    case "StatefulSet":
      return spec(all.filter((key) => !changeableOfStatefulSet.includes(key)));
    case "Deployment":
    case "DaemonSet":
    case "ReplicaSet":
      return spec(["selector"]);
    case "Job":
      return spec(fixedOfJob);
    case "Pod":
      return [["spec"]];
    case "Service":
      // A headless Service stays headless, and one with an address keeps it.
      return (at(was, ["spec", "clusterIP"]) === "None") === (at(is, ["spec", "clusterIP"]) === "None") ? [] : [["spec", "clusterIP"]];
    case "PersistentVolumeClaim":
      return spec(all.filter((key) => !["resources", "volumeAttributesClassName"].includes(key)));
    case "RoleBinding":
    case "ClusterRoleBinding":
      return [["roleRef"]];
    case "Secret":
      return [["type"], ["immutable"], ...(was["immutable"] === true ? [["data"]] : [])];
    case "ConfigMap":
      return was["immutable"] === true ? [["immutable"], ["data"]] : [];
    case "StorageClass":
      return [["provisioner"], ["parameters"], ["reclaimPolicy"], ["volumeBindingMode"]];
    default:
      return [];
  }
}

function replaced(object: Rendered): boolean {
  const annotations = at(object.value, ["metadata", "annotations"]);
  return String(at(annotations, ["helm.sh/hook-delete-policy"]) ?? "").includes("before-hook-creation");
}

/** Places in which two values differ: the deepest that both have, whole lists where they differ in length. */
export function differences(from: Json | undefined, to: Json | undefined, path: Path): readonly { readonly path: Path; readonly from: Json | undefined; readonly to: Json | undefined }[] {
  if (isObject(from) && isObject(to)) return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => differences(from[key], to[key], [...path, key]));
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) return (from as readonly Json[]).flatMap((item, i) => differences(item, (to as readonly Json[])[i], [...path, i]));
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

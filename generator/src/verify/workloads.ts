import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { showPath, type Path } from "../model/source.ts";
import { podTemplate, type Rendered } from "./objects.ts";

/** A container, and how long it is there: `init` ends before the others start, `sidecar` is an init container that stays. */
export interface Container {
  readonly name: string;
  readonly role: "main" | "init" | "sidecar";
  readonly path: Path;
  readonly value: JsonObject;
}

/** An object that makes pods, seen from its pods. */
export interface Workload {
  readonly object: Rendered;
  /** Where the pod's own spec stands. */
  readonly path: Path;
  readonly spec: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  /** False for Jobs and for pods that nobody starts again. */
  readonly stays: boolean;
  /** How many pods there are, if nobody scales it. */
  readonly replicas: number;
  readonly containers: readonly Container[];
}

const templates: Readonly<Record<string, Path>> = { Pod: [], CronJob: ["spec", "jobTemplate", "spec", "template"] };

// Every check asks this of every object, and objects do not change.
const seen = new WeakMap<Rendered, Workload | "none">();

/** The workload that an object is; undefined when it makes no pods. */
export function workload(object: Rendered): Workload | undefined {
  const known = seen.get(object) ?? read(object) ?? "none";
  seen.set(object, known);
  return known === "none" ? undefined : known;
}

function read(object: Rendered): Workload | undefined {
  const template = podTemplate(object);
  if (template === undefined) return undefined;
  const path = [...(templates[object.kind] ?? ["spec", "template"]), "spec"];
  const spec = at(template, ["spec"]);
  const labels = at(template, ["metadata", "labels"]);
  const replicas = at(object.value, ["spec", "replicas"]);
  const of = (key: "initContainers" | "containers"): readonly Container[] =>
    items(isObject(spec) ? spec[key] : undefined).map(([value, index]) => ({
      name: String(value["name"]),
      role: key === "containers" ? "main" : value["restartPolicy"] === "Always" ? "sidecar" : "init",
      path: [...path, key, index],
      value,
    }));
  return {
    object,
    path,
    spec: isObject(spec) ? spec : {},
    labels: isObject(labels) ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)])) : {},
    stays: !["Job", "CronJob", "Pod"].includes(object.kind),
    replicas: typeof replicas === "number" ? replicas : 1,
    containers: [...of("initContainers"), ...of("containers")],
  };
}

/** Whether a selector's labels take pods of a workload. The controller of a StatefulSet gives each pod its name as a label. */
export function takes(selector: Json | undefined, pod: Workload): boolean {
  const named = (key: string, value: Json) => pod.object.kind === "StatefulSet" && key === "statefulset.kubernetes.io/pod-name" && String(value).replace(/-\d+$/, "") === pod.object.name;
  return isObject(selector) && Object.entries(selector).every(([key, value]) => pod.labels[key] === value || named(key, value));
}

/** Objects in a list, with their indices. */
export function items(value: Json | undefined): readonly (readonly [JsonObject, number])[] {
  return Array.isArray(value) ? (value as readonly Json[]).flatMap((item, i) => (isObject(item) ? [[item, i] as const] : [])) : [];
}

/** Ports that a container lists, each with its place among them. */
export function containerPorts(container: Container): ReturnType<typeof items> {
  return items(container.value["ports"]);
}

/** A path in an object as people write it: spec.containers[0].image; a point for the object as a whole. */
export function pathText(path: Path): string {
  return showPath(path) || ".";
}

import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, type Json } from "../model/json.ts";
import { list, title, type Rendered } from "./objects.ts";
import { templateOf } from "./place-of.ts";
import { containerPorts, items, takes, workload, type Workload } from "./workloads.ts";

/** An address that a pod is told to connect to, and where it reads it. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly where: string;
}

/** Addresses in everything that a workload's pods read: configuration files, variables, commands and their arguments. */
export function addressesOf(pod: Workload, objects: readonly Rendered[]): readonly Address[] {
  const maps = items(pod.spec["volumes"]).flatMap(([v]) => objects.filter((o) => o.kind === "ConfigMap" && o.name === at(v, ["configMap", "name"])));
  const said = pod.containers.flatMap((c) => [
    ...items(c.value["env"]).flatMap(([e]) => (typeof e["value"] === "string" ? [{ where: `${c.name}, ${String(e["name"])}`, text: e["value"] }] : [])),
    ...["command", "args"].flatMap((key) => words(c.value[key]).map((text) => ({ where: `${c.name}, ${key}`, text }))),
  ]);
  const found = [...maps.flatMap(inMap), ...said.flatMap(({ where, text }) => inText(text).map((a) => ({ ...a, where })))];
  return [...new Map(found.map((a) => [`${a.host}:${a.port} ${a.where}`, a])).values()];
}

// The same ConfigMap is looked at for every check.
const readMaps = new WeakMap<Rendered, readonly Address[]>();

function inMap(map: Rendered): readonly Address[] {
  const files = Object.entries((at(map.value, ["data"]) ?? {}) as Record<string, string>);
  const found = readMaps.get(map) ?? files.flatMap(([file, text]) => inText(withoutComments(text)).map((a) => ({ ...a, where: `${title(map)}, ${file}` })));
  readMaps.set(map, found);
  return found;
}

function words(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(#|\/\/).*$/gm, "").replaceAll(/\s#\s.*$/gm, "");
}

// A name of several parts, or one with a dash in it, or whatever stands after ://; then a port. The cluster's domain may be filled
// in when the pod starts: name.@DOMAIN@:80.
const pattern = /(?<scheme>[a-z][a-z0-9+]*:\/\/)?(?:[^\s@/"']*@)?(?<host>[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])(?<domain>\.@[A-Z_]+@)?:(?<port>\d{2,5})(?![\w.:])/g;

function inText(text: string): readonly { readonly host: string; readonly port: number }[] {
  return [...text.matchAll(pattern)].flatMap(({ groups }) => {
    const { scheme, host = "", domain, port } = groups ?? {};
    const name = /[a-z]/i.test(host) && (scheme !== undefined || domain !== undefined || /-|\.[a-z]+$/i.test(host));
    return name && host !== "localhost" ? [{ host, port: Number(port) }] : [];
  });
}

/** Where a host and a port lead to inside a render: a workload, and the port of its pods. */
export interface Answer {
  readonly workload: Rendered;
  readonly port: number;
}

/** A function that finds what answers at a host and port inside the render; undefined when nothing does. */
export function answering(objects: readonly Rendered[]): (host: string, port: number) => Answer | undefined {
  const services = new Map([...objects].reverse().flatMap((o) => (o.kind === "Service" ? [[o.name, o] as const] : [])));
  const pods = objects.flatMap((o) => workload(o) ?? []);
  return (host, port) => {
    const [one = "", two = ""] = host.replace(/\.svc(\.[a-z.]+)?$/, "").split(".");
    // A member of a StatefulSet has the name <set>-<n>.<headless service>.
    const set = pods.find((w) => w.object.kind === "StatefulSet" && one.replace(/-\d+$/, "") === w.object.name && at(w.object.value, ["spec", "serviceName"]) === two);
    const service = services.get(set === undefined ? one : two);
    if (service === undefined) return undefined;
    const target = set ?? pods.find((w) => takes(at(service.value, ["spec", "selector"]), w));
    if (target === undefined) return undefined;
    const entry = list(service.value, "spec", "ports").find((p) => p["port"] === port);
    // A headless Service gives the pods' own addresses, so every port of theirs answers.
    const wanted = at(service.value, ["spec", "clusterIP"]) === "None" ? port : (entry?.["targetPort"] ?? entry?.["port"]);
    const listening = target.containers.flatMap((c) => containerPorts(c).map(([p]) => p)).find((p) => p["name"] === wanted || p["containerPort"] === wanted);
    return listening === undefined ? undefined : { workload: target.object, port: Number(listening["containerPort"]) };
  };
}

/** Every address that a pod reads is answered inside the render, or a value names it: a site's own server, or its public address. */
export function addresses(objects: readonly Rendered[], values: Json): readonly Diagnostic[] {
  const declared = JSON.stringify(values);
  const answer = answering(objects);
  return objects.flatMap((object) => {
    const pod = workload(object);
    if (pod === undefined) return [];
    return addressesOf(pod, objects).flatMap(({ host, port, where }) => (answer(host, port) !== undefined || declared.includes(host) ? [] : [diagnose("dead-address", { object: title(object), address: `${host}:${port}`, where }, { file: templateOf(object), line: 1, column: 1 })]));
  });
}

import { at, isObject, type JsonObject } from "../../model/json.ts";
import { bytes, milliCores } from "../../model/quantity.ts";
import type { Path } from "../../model/source.ts";
import { containerPorts, items } from "../workloads.ts";
import { shown } from "./pod-security.ts";
import { ofContainers, ofKinds, ofPods, when, type Policy } from "./policy.ts";

const probes = ["startupProbe", "readinessProbe", "livenessProbe"];
const secretive = /(password|passwd|secret|token|supercode|accesskey|apikey|private_?key)/i;
// Names that only speak of one: a path, the name of an object, a switch.
const harmless = /(__FILE|_FILE|_PATH|_NAME|_URL|_HOST|_EXPIRE|_TTL)$/i;

/** How a container behaves among others. */
export const containerPolicies: readonly Policy[] = [
  ofContainers("policy-resources", (c) =>
    [["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]].flatMap((path) => when(at(c.value, ["resources", ...path]) === undefined, [...c.path, "resources", ...path], "is not set")),
  ),
  ofContainers("policy-quantity", (c) =>
    Object.entries({ cpu: milliCores, memory: bytes }).flatMap(([what, read]) => {
      const [request, limit] = ["requests", "limits"].map((key) => at(c.value, ["resources", key, what]));
      const [asked, most] = [request, limit].map(read);
      const unclear = Object.entries({ requests: request, limits: limit }).flatMap(([key, value]) => when(value !== undefined && read(value) === undefined, [...c.path, "resources", key, what], `is ${shown(value)}, which is no ${what === "cpu" ? "part of a core" : "number of bytes"}`));
      return [...unclear, ...when(asked !== undefined && most !== undefined && asked > most, [...c.path, "resources", "requests", what], `is ${shown(request)}, and the limit is ${shown(limit)}`)];
    }),
  ),
  ofContainers("policy-probes", (c, pod) =>
    (c.role === "main" && pod.stays) || c.role === "sidecar" ? ["readinessProbe", "livenessProbe"].flatMap((probe) => when(!isObject(c.value[probe]), [...c.path, probe], "is not set")) : [],
  ),
  // Names belong to a container, numbers to the pod: its containers share one address.
  ofContainers("policy-probe-port", (c, pod) =>
    probes.flatMap((probe) =>
      ["tcpSocket", "httpGet", "grpc"].flatMap((form) => {
        const port = at(c.value, [probe, form, "port"]);
        const listed = containerPorts(c).some(([p]) => p["name"] === port) || pod.containers.flatMap(containerPorts).some(([p]) => p["containerPort"] === port);
        return when(port !== undefined && !listed, [...c.path, probe, form, "port"], `${shown(port)} is no port of ${c.name}`);
      }),
    ),
  ),
  ofPods("policy-port-twice", (pod) => {
    const all = pod.containers.filter((c) => c.role !== "init").flatMap((c) => containerPorts(c).map(([p, i]) => ({ path: [...c.path, "ports", i], name: `${String(p["containerPort"])}/${shown(p["protocol"] ?? "TCP")}` })));
    return all.flatMap(({ path, name }, i) => when(all.findIndex((other) => other.name === name) !== i, path, `is ${name} again`));
  }),
  ofPods("policy-init", (pod) => [
    ...pod.containers.flatMap((c) => (c.role === "init" ? [...probes, "lifecycle"].flatMap((key) => when(c.value[key] !== undefined, [...c.path, key], "is set on an init container")) : [])),
    ...when(pod.object.kind === "Job" && at(pod.object.value, ["spec", "backoffLimit"]) === undefined && at(pod.object.value, ["spec", "activeDeadlineSeconds"]) === undefined, ["spec", "backoffLimit"], "is not set"),
  ]),
  ofPods("policy-restart", (pod) => {
    const found = pod.spec["restartPolicy"];
    const right = pod.stays ? found === undefined || found === "Always" : found === "OnFailure" || found === "Never";
    return when(!right, [...pod.path, "restartPolicy"], `is ${shown(found)}`);
  }),
  ofContainers("policy-image", (c) => {
    const image = String(c.value["image"]);
    const fixed = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:(?!latest$)[\w][\w.-]*)?(@sha256:[a-f0-9]{64})?$/.test(image) && /:(?!.*\/)|@/.test(image);
    return when(!fixed || (!/^[^/]*[.:]/.test(image) && !image.startsWith("localhost/")), [...c.path, "image"], `is ${image}`);
  }),
  ofContainers("policy-variable-twice", (c) => {
    const names = items(c.value["env"]).map(([e]) => e["name"]);
    return names.flatMap((name, i) => when(names.indexOf(name) !== i, [...c.path, "env", i, "name"], `is ${shown(name)} again`));
  }),
  ofContainers("policy-plain-secret", (c) =>
    items(c.value["env"]).flatMap(([e, i]) => {
      const name = String(e["name"]);
      return when(secretive.test(name) && !harmless.test(name) && (e["value"] ?? "") !== "", [...c.path, "env", i, "value"], `gives ${name} in clear`);
    }),
  ),
  ofKinds("policy-plain-secret", ["ConfigMap"], (object) => {
    const data = at(object.value, ["data"]);
    return Object.entries(isObject(data) ? data : {})
      .filter(([file]) => /\.(ya?ml|json|toml|ini|conf|properties)$/.test(file))
      .flatMap(([file, text]) => clearSecrets(String(text)).map((line) => ({ path: ["data", file], found: `holds ${line}` })));
  }),
  ofContainers("policy-ssh", (c) => containerPorts(c).flatMap(([p, i]) => when(p["containerPort"] === 22, [...c.path, "ports", i, "containerPort"], "is 22"))),
  ofPods("policy-unused-volume", (pod) => {
    const mounts = pod.containers.flatMap((c) => [...items(c.value["volumeMounts"]), ...items(c.value["volumeDevices"])].map(([m, i]) => ({ name: m["name"], value: m, path: [...c.path, "volumeMounts", i] as Path })));
    return items(pod.spec["volumes"]).flatMap(([volume, i]) => {
      const own = mounts.filter((m) => m.name === volume["name"]);
      const configuration = volume["configMap"] !== undefined || volume["secret"] !== undefined;
      return [
        ...when(own.length === 0, [...pod.path, "volumes", i], `${String(volume["name"])} is mounted nowhere`),
        ...(configuration ? own.flatMap((m) => when(m.value["readOnly"] !== true, [...m.path, "readOnly"], `is ${shown((m.value as JsonObject)["readOnly"])}`)) : []),
      ];
    });
  }),
];

/** Lines that give a secret a value of its own. */
function clearSecrets(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*([\w.-]+)[ \t]*[:=][ \t]*(?!["']{2}\s*$|null|~|\{|\[|\||>|true|false|\$__file\{|\$\{|env\()(\S.*)$/gm)].flatMap(([line, key = "", value = ""]) =>
    secretive.test(key) && !harmless.test(key) && !/^(secretName|existingSecret|.*_file)$/.test(key) && !/^\d+$/.test(value.trim()) ? [line.trim()] : [],
  );
}

import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { containers, list, podTemplate, title, type Rendered } from "./objects.ts";
import { takes, workload } from "./workloads.ts";

/** What a render may rely on although it does not render it: Secret name → keys, undefined for keys that only the site knows. */
export type KnownSecrets = ReadonlyMap<string, readonly string[] | undefined>;

/**
 * Everything that one rendered object names in another is there: ports, ConfigMaps, Secrets, their keys, claims, accounts, workloads.
 * `given` are names of ConfigMaps, claims and accounts that the site has.
 */
export function references(objects: readonly Rendered[], secrets: KnownSecrets, given: ReadonlySet<string> = new Set()): readonly Diagnostic[] {
  const find = (kind: string, name: unknown) => objects.find((o) => o.kind === kind && o.name === name);
  return objects.flatMap((object): readonly Diagnostic[] => {
    const dangling = (reference: string) => diagnose("dangling-reference", { object: title(object), reference }, place(object));
    const template = podTemplate(object);
    return [
      ...(template === undefined ? [] : pod(template, dangling)),
      ...(object.kind === "Service" ? service(object, dangling) : []),
      ...(object.kind === "HorizontalPodAutoscaler" && find(String(at(object.value, ["spec", "scaleTargetRef", "kind"])), at(object.value, ["spec", "scaleTargetRef", "name"])) === undefined
        ? [dangling(`the workload ${String(at(object.value, ["spec", "scaleTargetRef", "name"]))}`)]
        : []),
      ...(object.kind === "StatefulSet" && find("Service", at(object.value, ["spec", "serviceName"])) === undefined ? [dangling(`the Service ${String(at(object.value, ["spec", "serviceName"]))}`)] : []),
      ...(object.kind === "RoleBinding" ? binding(object, dangling) : []),
      ...backends(object).flatMap(({ name, port }) => (answers(name, port) ? [] : [dangling(`the port ${String(port)} of the Service ${String(name)}`)])),
      ...selector(object),
    ];
  });

  function binding(object: Rendered, dangling: (reference: string) => Diagnostic): readonly Diagnostic[] {
    const role = at(object.value, ["roleRef", "name"]);
    return [
      ...(find(String(at(object.value, ["roleRef", "kind"])), role) === undefined ? [dangling(`the role ${String(role)}`)] : []),
      ...list(object.value, "subjects").flatMap((s) => (s["kind"] !== "ServiceAccount" || given.has(String(s["name"])) || find("ServiceAccount", s["name"]) !== undefined ? [] : [dangling(`the ServiceAccount ${String(s["name"])}`)])),
    ];
  }

  function answers(name: unknown, port: unknown): boolean {
    const target = find("Service", name);
    return target !== undefined && list(target.value, "spec", "ports").some((p) => p["name"] === port || p["port"] === port);
  }

  function pod(template: JsonObject, dangling: (reference: string) => Diagnostic): readonly Diagnostic[] {
    const needConfigMap = (name: unknown, key?: unknown): readonly Diagnostic[] => {
      const map = find("ConfigMap", name);
      if (map === undefined && given.has(String(name))) return [];
      if (map === undefined) return [dangling(`the ConfigMap ${String(name)}`)];
      return key === undefined || at(map.value, ["data", String(key)]) !== undefined ? [] : [dangling(`the key ${String(key)} of the ConfigMap ${String(name)}`)];
    };
    const needSecret = (name: unknown, key?: unknown): readonly Diagnostic[] => {
      const rendered = find("Secret", name);
      const keys = rendered === undefined ? secrets.get(String(name)) : [...Object.keys((at(rendered.value, ["data"]) ?? {}) as object), ...Object.keys((at(rendered.value, ["stringData"]) ?? {}) as object)];
      if (rendered === undefined && !secrets.has(String(name))) return [dangling(`the Secret ${String(name)}`)];
      return key === undefined || keys === undefined || keys.includes(String(key)) ? [] : [dangling(`the key ${String(key)} of the Secret ${String(name)}`)];
    };
    const needClaim = (name: unknown): readonly Diagnostic[] => (find("PersistentVolumeClaim", name) !== undefined || given.has(String(name)) ? [] : [dangling(`the PersistentVolumeClaim ${String(name)}`)]);
    const volumes = list(template, "spec", "volumes");
    const account = at(template, ["spec", "serviceAccountName"]);
    return [
      ...(account === undefined || account === "default" || given.has(String(account)) || find("ServiceAccount", account) !== undefined ? [] : [dangling(`the ServiceAccount ${String(account)}`)]),
      ...volumes.flatMap((v) => [
        ...(isObject(v["configMap"]) ? [...needConfigMap(v["configMap"]["name"]), ...list(v, "configMap", "items").flatMap((i) => needConfigMap(at(v, ["configMap", "name"]), i["key"]))] : []),
        ...(isObject(v["secret"]) && v["secret"]["optional"] !== true
          ? [...needSecret(v["secret"]["secretName"]), ...list(v, "secret", "items").flatMap((i) => needSecret(at(v, ["secret", "secretName"]), i["key"]))]
          : []),
        ...(isObject(v["persistentVolumeClaim"]) ? needClaim(v["persistentVolumeClaim"]["claimName"]) : []),
      ]),
      ...containers(template).flatMap((container) => [
        ...list(container, "volumeMounts").flatMap((m) => (volumes.some((v) => v["name"] === m["name"]) || claimed(m["name"]) ? [] : [dangling(`the volume ${String(m["name"])}`)])),
        ...list(container, "envFrom").flatMap((e) => [
          ...(isObject(e["configMapRef"]) && e["configMapRef"]["optional"] !== true ? needConfigMap(e["configMapRef"]["name"]) : []),
          ...(isObject(e["secretRef"]) && e["secretRef"]["optional"] !== true ? needSecret(e["secretRef"]["name"]) : []),
        ]),
        ...list(container, "env").flatMap((e) => {
          const secret = at(e, ["valueFrom", "secretKeyRef"]);
          const map = at(e, ["valueFrom", "configMapKeyRef"]);
          return [
            ...(isObject(secret) && secret["optional"] !== true ? needSecret(secret["name"], secret["key"]) : []),
            ...(isObject(map) && map["optional"] !== true ? needConfigMap(map["name"], map["key"]) : []),
          ];
        }),
        ...["startupProbe", "readinessProbe", "livenessProbe"].flatMap((probe) =>
          ["tcpSocket", "httpGet"].flatMap((form) => {
            const port = at(container, [probe, form, "port"]);
            return typeof port !== "string" || list(container, "ports").some((p) => p["name"] === port) ? [] : [dangling(`the port ${port} of the container ${String(container["name"])}`)];
          }),
        ),
      ]),
    ];

    function claimed(name: unknown): boolean {
      return objects.some((o) => o.kind === "StatefulSet" && podTemplate(o) === template && list(o.value, "spec", "volumeClaimTemplates").some((c) => at(c, ["metadata", "name"]) === name));
    }
  }

  function service(object: Rendered, dangling: (reference: string) => Diagnostic): readonly Diagnostic[] {
    const labels = at(object.value, ["spec", "selector"]);
    const workloads = objects.filter((o) => taken(o, labels));
    return list(object.value, "spec", "ports").flatMap((port) => {
      const target = port["targetPort"] ?? port["port"];
      const found = workloads.some((w) => containers(podTemplate(w) ?? {}).some((c) => list(c, "ports").some((p) => p["name"] === target || p["containerPort"] === target)));
      return found || workloads.length === 0 ? [] : [dangling(`the port ${String(target)} of its pods`)];
    });
  }

  function selector(object: Rendered): readonly Diagnostic[] {
    const paths: Readonly<Record<string, readonly string[]>> = {
      Service: ["spec", "selector"],
      PodDisruptionBudget: ["spec", "selector", "matchLabels"],
      NetworkPolicy: ["spec", "podSelector", "matchLabels"],
      Deployment: ["spec", "selector", "matchLabels"],
      StatefulSet: ["spec", "selector", "matchLabels"],
    };
    const labels = at(object.value, paths[object.kind] ?? ["-"]);
    if (!isObject(labels)) return [];
    const found = objects.filter((o) => taken(o, labels)).map(title);
    return found.length === 1 ? [] : [diagnose("selector-clash", { object: title(object), matches: found.length === 0 ? "no workload" : found.join(" and ") }, place(object))];
  }
}

function taken(object: Rendered, labels: Json | undefined): boolean {
  const pod = workload(object);
  return pod !== undefined && takes(labels, pod);
}

/** A place inside the chart that rendered the object. */
function place(object: Rendered): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: object.source.replace(/^openim\/charts\//, "charts/").replace(/^openim\/templates\//, "charts/openim/templates/"), line: 1, column: 1 };
}

/** Services that a route leads to. */
function backends(object: Rendered): readonly { readonly name: unknown; readonly port: unknown }[] {
  switch (object.kind) {
    case "Ingress":
      return list(object.value, "spec", "rules").flatMap((rule) =>
        list(rule, "http", "paths").map((p) => ({ name: at(p, ["backend", "service", "name"]), port: at(p, ["backend", "service", "port", "name"]) ?? at(p, ["backend", "service", "port", "number"]) })),
      );
    case "HTTPRoute":
      return list(object.value, "spec", "rules").flatMap((rule) => list(rule, "backendRefs").map((b) => ({ name: b["name"], port: b["port"] })));
    case "IngressRoute":
      return list(object.value, "spec", "routes").flatMap((route) => list(route, "services").map((s) => ({ name: s["name"], port: s["port"] })));
    case "VirtualService":
      return list(object.value, "spec", "http").flatMap((rule) =>
        list(rule, "route").map((r) => ({ name: at(r, ["destination", "host"]), port: at(r, ["destination", "port", "number"]) })),
      );
    default:
      return [];
  }
}

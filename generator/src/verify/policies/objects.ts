import { at, isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { Rendered } from "../objects.ts";
import type { Path } from "../../model/source.ts";
import { containerPorts, items, workload } from "../workloads.ts";
import { shown } from "./pod-security.ts";
import { ofKinds, when, type Breach, type Policy } from "./policy.ts";
import { matches } from "./workloads.ts";

const clusterKinds = ["APIService", "ClusterRole", "ClusterRoleBinding", "CSIDriver", "CustomResourceDefinition", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration"];
const podMakers = /^(pods|deployments|statefulsets|daemonsets|replicasets|jobs|cronjobs|pods\/exec)$/;

/** Rights, names, labels, and the walls between pods. */
export const objectPolicies: readonly Policy[] = [
  ofKinds("policy-rights", ["Role", "ClusterRole"], (object) =>
    items(object.value["rules"]).flatMap(([rule, i]) => {
      const of = (key: string) => (Array.isArray(rule[key]) ? (rule[key] as readonly Json[]).map(String) : []);
      const place = (key: string): Path => ["rules", i, key];
      const [resources, verbs] = [of("resources"), of("verbs")];
      const secrets = resources.includes("secrets") && of("resourceNames").length === 0 && verbs.some((v) => v !== "create");
      return [
        ...["apiGroups", "resources", "verbs"].flatMap((key) => when(of(key).some((word) => word.includes("*")), place(key), "holds a wildcard")),
        ...verbs.flatMap((v) => when(["escalate", "bind", "impersonate", "deletecollection"].includes(v), place("verbs"), `holds ${v}`)),
        ...when(secrets, place("resources"), "allows every Secret"),
        ...when(verbs.includes("create") && resources.some((r) => podMakers.test(r)), place("verbs"), "lets it make pods"),
      ];
    }),
  ),
  ofKinds("policy-rights", ["RoleBinding"], (object) => {
    const role = at(object.value, ["roleRef"]);
    return when(at(role, ["kind"]) === "ClusterRole", ["roleRef", "name"], `is the cluster's ${shown(at(role, ["name"]))}`);
  }),
  {
    code: "policy-cluster",
    check: (object) => [
      ...when(clusterKinds.includes(object.kind), ["kind"], `${object.kind} belongs to the whole cluster`),
      ...when(at(object.value, ["metadata", "namespace"]) !== undefined, ["metadata", "namespace"], `is ${shown(at(object.value, ["metadata", "namespace"]))}`),
    ],
  },
  { code: "policy-name", check: names },
  {
    code: "policy-labels",
    check: (object) => {
      const labels = at(object.value, ["metadata", "labels"]);
      return ["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by", "helm.sh/chart"].flatMap((key) => when(at(labels, [key]) === undefined, ["metadata", "labels", key], "is not set"));
    },
  },
  {
    code: "policy-isolated",
    together: true,
    check: (object, objects) => {
      const pod = workload(object);
      if (pod === undefined) return [];
      const own = objects.filter((o) => o.kind === "NetworkPolicy" && matches(pod.labels, at(o.value, ["spec", "podSelector", "matchLabels"])));
      return ["Ingress", "Egress"].flatMap((type) => when(!own.some((o) => (at(o.value, ["spec", "policyTypes"]) as readonly string[] | undefined)?.includes(type)), pod.path, `no NetworkPolicy of ${type} selects the pods`));
    },
  },
  ofKinds("policy-isolated", ["NetworkPolicy"], (object) => {
    const selector = at(object.value, ["spec", "podSelector"]);
    return [
      ...when(!isObject(selector) || Object.keys(selector).length === 0, ["spec", "podSelector"], "selects every pod of the namespace"),
      ...(["ingress", "egress"] as const).flatMap((key) =>
        items(at(object.value, ["spec", key])).flatMap(([rule, i]) => [
          ...when(items(rule["ports"]).length === 0, ["spec", key, i], "allows every port"),
          ...(["from", "to"] as const).flatMap((side) => items(rule[side]).flatMap(([peer, j]) => when(Object.keys(peer).length === 0 || selectsAll(peer), ["spec", key, i, side, j], "is everybody"))),
        ]),
      ),
    ];
  }),
  ofKinds("policy-external-name", ["Service"], (object) => [
    ...when(at(object.value, ["spec", "type"]) === "ExternalName", ["spec", "type"], "is ExternalName"),
    ...when(at(object.value, ["spec", "externalIPs"]) !== undefined, ["spec", "externalIPs"], "is set"),
  ]),
];

function selectsAll(peer: JsonObject): boolean {
  const empty = (value: Json | undefined) => isObject(value) && Object.keys(value).length === 0;
  return empty(peer["namespaceSelector"]) && (peer["podSelector"] === undefined || empty(peer["podSelector"]));
}

const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
// What a controller makes from a name gets eleven more characters, in a label.
const limits: Readonly<Record<string, number>> = { StatefulSet: 52, CronJob: 52 };

function names(object: Rendered): readonly Breach[] {
  const limit = limits[object.kind] ?? 63;
  const label = (value: Json | undefined, path: Path) => when(typeof value !== "string" || value.length > 63 || !/^([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?$/.test(value), path, `is ${shown(value)}`);
  const labelsAt = (value: Json | undefined, path: Path) => Object.entries(isObject(value) ? value : {}).flatMap(([key, v]) => label(v, [...path, key]));
  const pod = workload(object);
  return [
    ...when(object.name.length > limit, ["metadata", "name"], `has ${object.name.length} characters of ${limit}`),
    ...when(!dnsLabel.test(object.name), ["metadata", "name"], `is ${object.name}`),
    ...labelsAt(at(object.value, ["metadata", "labels"]), ["metadata", "labels"]),
    ...(pod === undefined || object.kind === "Pod" ? [] : labelsAt(pod.labels, [...pod.path.slice(0, -1), "metadata", "labels"])),
    ...(pod?.containers ?? []).flatMap((c) => [
      ...when(c.name.length > 63 || !dnsLabel.test(c.name), [...c.path, "name"], `is ${c.name}`),
      ...containerPorts(c).flatMap(([p, i]) => when(p["name"] !== undefined && !portName(p["name"]), [...c.path, "ports", i, "name"], `is ${shown(p["name"])}`)),
    ]),
    ...(object.kind === "Service" ? items(at(object.value, ["spec", "ports"])).flatMap(([p, i]) => when(p["name"] !== undefined && !dnsLabel.test(String(p["name"])), ["spec", "ports", i, "name"], `is ${shown(p["name"])}`)) : []),
    ...(object.kind === "ConfigMap" ? Object.keys((at(object.value, ["data"]) ?? {}) as object).flatMap((key) => when(key.length > 253 || !/^[-._a-zA-Z0-9]+$/.test(key), ["data", key], "is no name of a file")) : []),
  ];
}

/** At most 15 characters, and a letter among them. */
function portName(value: Json): boolean {
  return typeof value === "string" && value.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && /[a-z]/.test(value);
}

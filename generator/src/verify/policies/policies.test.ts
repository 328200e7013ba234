import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { merge, type JsonObject } from "../../model/json.ts";
import { policyCodes } from "../../model/codes/policies.ts";
import { fileTree } from "../../model/tree.ts";
import { readObjects, type Rendered } from "../objects.ts";
import { allPolicies, policies } from "./policies.ts";

const labels = { "app.kubernetes.io/name": "api", "app.kubernetes.io/instance": "im" };
const all = { ...labels, "app.kubernetes.io/part-of": "openim", "app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "api-1.0.0" };
const container: JsonObject = {
  name: "api",
  image: "docker.io/acme/api:v1.0.0",
  ports: [{ name: "http", containerPort: 80 }],
  env: [{ name: "TZ", value: "UTC" }],
  readinessProbe: { tcpSocket: { port: "http" } },
  livenessProbe: { tcpSocket: { port: 80 } },
  resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { memory: "1Mi" } },
  securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  volumeMounts: [{ name: "config", mountPath: "/config", readOnly: true }],
};
const pod: JsonObject = {
  serviceAccountName: "im-api",
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
  volumes: [{ name: "config", configMap: { name: "im-api" } }],
};
const object = (apiVersion: string, kind: string, rest: JsonObject): JsonObject => merge({ apiVersion, kind, metadata: { name: "im-api", labels: all } }, rest);
const deployment = (spec: JsonObject = {}, podSpec: JsonObject = {}): JsonObject =>
  object("apps/v1", "Deployment", { spec: merge({ strategy: { rollingUpdate: { maxUnavailable: 0 } }, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: merge(pod, podSpec) } }, spec) });
const withContainer = (part: JsonObject) => deployment({}, { containers: [merge(container, part)] });
const job = (spec: JsonObject) => object("batch/v1", "Job", { spec: merge({ backoffLimit: 3, template: { metadata: { labels }, spec: merge(pod, { restartPolicy: "OnFailure" }) } }, spec) });
const network = (spec: JsonObject = {}) => object("networking.k8s.io/v1", "NetworkPolicy", { spec: merge({ podSelector: { matchLabels: labels }, policyTypes: ["Ingress", "Egress"], egress: [{ ports: [{ port: 53 }] }] }, spec) });
const budget = (spec: JsonObject) => object("policy/v1", "PodDisruptionBudget", { spec: merge({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels: labels } }, spec) });
const scaler = (spec: JsonObject) => object("autoscaling/v2", "HorizontalPodAutoscaler", { spec: merge({ minReplicas: 2, maxReplicas: 4, scaleTargetRef: { kind: "Deployment", name: "im-api" } }, spec) });
const role = (rule: JsonObject) => object("rbac.authorization.k8s.io/v1", "Role", { rules: [rule] });
const spread: JsonObject = { topologySpreadConstraints: [{ maxSkew: 1 }] };
const account = object("v1", "ServiceAccount", {});

function read(values: readonly JsonObject[], source = "openim/charts/api/templates/x.yaml"): readonly Rendered[] {
  return readObjects(values.map((v) => `---\n# Source: ${source}\n${stringify(v)}`).join(""));
}

/** What is said of a render that is otherwise sound: code, object and place. */
function said(values: readonly JsonObject[]): readonly string[] {
  const rest = [account, network()].filter((o) => !values.some((v) => v["kind"] === o["kind"]));
  return policies(read([...values, ...rest]), {}, fileTree([])).map((d) => `${d.code} ${d.message.slice(0, d.message.indexOf(": "))}`);
}

const inPod = "Deployment im-api, spec.template.spec.";
const inContainer = `${inPod}containers[0].`;

/** One row per mistake, and for each policy at least one. */
const broken: readonly (readonly [want: string, values: readonly JsonObject[]])[] = [
  [`policy-host ${inPod}hostNetwork`, [deployment({}, { hostNetwork: true })]],
  [`policy-host ${inContainer}ports[0].hostPort`, [withContainer({ ports: [{ name: "http", containerPort: 80, hostPort: 80 }] })]],
  [`policy-root ${inContainer}securityContext.runAsNonRoot`, [deployment({}, { securityContext: { runAsNonRoot: false } })]],
  [`policy-root ${inContainer}securityContext.runAsUser`, [withContainer({ securityContext: { runAsUser: 0 } })]],
  [`policy-privileges ${inContainer}securityContext.allowPrivilegeEscalation`, [withContainer({ securityContext: { allowPrivilegeEscalation: true } })]],
  [`policy-privileges ${inContainer}securityContext.privileged`, [withContainer({ securityContext: { privileged: true } })]],
  [`policy-capabilities ${inContainer}securityContext.capabilities.drop`, [withContainer({ securityContext: { capabilities: { drop: ["NET_RAW"] } } })]],
  [`policy-capabilities ${inContainer}securityContext.capabilities.add`, [withContainer({ securityContext: { capabilities: { add: ["SYS_PTRACE"] } } })]],
  [`policy-seccomp ${inContainer}securityContext.seccompProfile.type`, [withContainer({ securityContext: { seccompProfile: { type: "Unconfined" } } })]],
  [`policy-kernel ${inPod}securityContext.sysctls[0]`, [deployment({}, { securityContext: { sysctls: [{ name: "net.core.somaxconn", value: "1024" }] } })]],
  [`policy-kernel ${inContainer}securityContext.procMount`, [withContainer({ securityContext: { procMount: "Unmasked" } })]],
  [`policy-read-only ${inContainer}securityContext.readOnlyRootFilesystem`, [withContainer({ securityContext: { readOnlyRootFilesystem: false } })]],
  [`policy-token ${inPod}automountServiceAccountToken`, [deployment({}, { automountServiceAccountToken: true })]],
  [`policy-service-links ${inPod}enableServiceLinks`, [deployment({}, { enableServiceLinks: true })]],
  [`policy-resources ${inContainer}resources.limits.memory`, [deployment({}, { containers: [{ ...container, resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: {} } }] })]],
  [`policy-resources ${inPod}initContainers[0].resources.requests.cpu`, [deployment({}, { initContainers: [{ ...only(container, ["image", "securityContext"]), name: "wait", resources: { requests: { memory: "1Mi" }, limits: { memory: "1Mi" } } }] })]],
  [`policy-quantity ${inContainer}resources.requests.memory`, [withContainer({ resources: { requests: { memory: "2Gi" }, limits: { memory: "1Gi" } } })]],
  [`policy-quantity ${inContainer}resources.requests.cpu`, [withContainer({ resources: { requests: { cpu: 2 }, limits: { cpu: "1500m" } } })]],
  [`policy-quantity ${inContainer}resources.limits.memory`, [withContainer({ resources: { limits: { memory: "256m" } } })]],
  [`policy-probes ${inContainer}livenessProbe`, [deployment({}, { containers: [without(container, "livenessProbe")] })]],
  [`policy-probe-port ${inContainer}readinessProbe.tcpSocket.port`, [withContainer({ readinessProbe: { tcpSocket: { port: "htp" } } })]],
  [`policy-probe-port ${inContainer}readinessProbe.tcpSocket.port`, [withContainer({ readinessProbe: { tcpSocket: { port: 8081 } } })]],
  [`policy-port-twice ${inContainer}ports[1]`, [withContainer({ ports: [{ name: "http", containerPort: 80 }, { name: "more", containerPort: 80, protocol: "TCP" }] })]],
  [`policy-init ${inPod}initContainers[0].livenessProbe`, [deployment({}, { initContainers: [{ ...without(container, "readinessProbe"), name: "wait" }] })]],
  ["policy-init Job im-api, spec.backoffLimit", [withoutInSpec(job({}), "backoffLimit")]],
  ["policy-restart Job im-api, spec.template.spec.restartPolicy", [job({ template: { spec: { restartPolicy: "Always" } } })]],
  ...["acme/api:v1", "docker.io/acme/api", "docker.io/acme/api:latest", "registry:5000/api"].map((image) => [`policy-image ${inContainer}image`, [withContainer({ image })]] as const),
  [`policy-variable-twice ${inContainer}env[1].name`, [withContainer({ env: [{ name: "TZ", value: "UTC" }, { name: "TZ", value: "CET" }] })]],
  [`policy-plain-secret ${inContainer}env[0].value`, [withContainer({ env: [{ name: "REDIS_PASSWORD", value: "x" }] })]],
  ["policy-plain-secret ConfigMap im-api, data.redis.yml", [object("v1", "ConfigMap", { data: { "redis.yml": "address: [redis:6379]\npassword: openIM123\n" } })]],
  [`policy-ssh ${inContainer}ports[0].containerPort`, [withContainer({ ports: [{ name: "http", containerPort: 22 }], livenessProbe: { tcpSocket: { port: 22 } } })]],
  [`policy-unused-volume ${inPod}volumes[1]`, [deployment({}, { volumes: [{ name: "config", configMap: { name: "im-api" } }, { name: "tmp", emptyDir: {} }] })]],
  [`policy-unused-volume ${inContainer}volumeMounts[0].readOnly`, [withContainer({ volumeMounts: [{ name: "config", mountPath: "/config" }] })]],
  ["policy-version-label Deployment im-api, spec.template.metadata", [deployment({ template: { metadata: { labels: all } } })]],
  ["policy-own-selector Deployment im-api, spec.selector.matchLabels.app.kubernetes.io/name", [deployment({ selector: { matchLabels: { "app.kubernetes.io/name": "apis" } } })]],
  [`policy-spread ${inPod}topologySpreadConstraints`, [deployment({ replicas: 2 })]],
  ["policy-rollout Deployment im-api, spec.strategy", [deployment({ strategy: { rollingUpdate: { maxUnavailable: 1 } } })]],
  ["policy-rollout Deployment im-api, spec.strategy", [deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } } })]],
  [`policy-grace ${inContainer}lifecycle.preStop`, [withContainer({ lifecycle: { preStop: { exec: { command: ["sleep", "30"] } } } })]],
  ["policy-disruption PodDisruptionBudget im-api, spec.maxUnavailable", [deployment(), budget({ maxUnavailable: 0 })]],
  ["policy-disruption PodDisruptionBudget im-api, spec.minAvailable", [deployment(), budget({ minAvailable: 1 })]],
  ["policy-disruption PodDisruptionBudget im-api, spec.unhealthyPodEvictionPolicy", [deployment(), budget({ unhealthyPodEvictionPolicy: "IfHealthyBudget" })]],
  ["policy-autoscaler HorizontalPodAutoscaler im-api, spec.minReplicas", [deployment({}, spread), scaler({ minReplicas: 5 })]],
  ["policy-autoscaler HorizontalPodAutoscaler im-api, spec.scaleTargetRef", [deployment({ replicas: 1 }, spread), scaler({})]],
  ["policy-rights Role im-api, rules[0].verbs", [role({ apiGroups: [""], resources: ["configmaps"], verbs: ["*"] })]],
  ["policy-rights Role im-api, rules[0].resources", [role({ apiGroups: [""], resources: ["secrets"], verbs: ["get"] })]],
  ["policy-rights RoleBinding im-api, roleRef.name", [object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { kind: "ClusterRole", name: "view" }, subjects: [] })]],
  ["policy-cluster PriorityClass im-api, kind", [object("scheduling.k8s.io/v1", "PriorityClass", {})]],
  ["policy-cluster ConfigMap im-api, metadata.namespace", [object("v1", "ConfigMap", { metadata: { namespace: "elsewhere" } })]],
  ["policy-name ConfigMap Im_api, metadata.name", [object("v1", "ConfigMap", { metadata: { name: "Im_api" } })]],
  [`policy-name StatefulSet ${"a".repeat(53)}, metadata.name`, [{ ...object("apps/v1", "StatefulSet", { metadata: { name: "a".repeat(53) } }), spec: (deployment()["spec"] ?? {}) }]],
  ["policy-name ConfigMap im-api, metadata.labels.team", [object("v1", "ConfigMap", { metadata: { labels: { team: "a".repeat(64) } } })]],
  ["policy-labels ConfigMap im-api, metadata.labels.app.kubernetes.io/part-of", [{ ...object("v1", "ConfigMap", {}), metadata: { name: "im-api", labels: without(all, "app.kubernetes.io/part-of") } }]],
  ["policy-isolated Deployment im-api, spec.template.spec", [deployment(), network({ policyTypes: ["Ingress"] })]],
  ["policy-isolated NetworkPolicy im-api, spec.ingress[0]", [network({ ingress: [{}] })]],
  ["policy-isolated NetworkPolicy im-api, spec.egress[0].to[0]", [network({ egress: [{ ports: [{ port: 443 }], to: [{ namespaceSelector: {} }] }] })]],
  ["policy-external-name Service im-api, spec.type", [object("v1", "Service", { spec: { type: "ExternalName", externalName: "example.com" } })]],
];

/** Close to what is refused, and right. */
const sound: readonly (readonly [name: string, values: readonly JsonObject[]])[] = [
  ["a Deployment", [deployment()]],
  ["a request as high as the limit", [withContainer({ resources: { requests: { cpu: "1", memory: "1024Mi" }, limits: { cpu: "1000m", memory: "1Gi" } } })]],
  ["a Job without probes", [job({ template: { spec: { containers: [without(without(container, "livenessProbe"), "readinessProbe")] } } })]],
  ["root refused by the container itself", [deployment({}, { securityContext: { runAsNonRoot: false }, containers: [merge(container, { securityContext: { runAsNonRoot: true } })] })]],
  ["a token for an account with a Role", [deployment({}, { automountServiceAccountToken: true }), object("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { kind: "Role", name: "im-api" }, subjects: [{ kind: "ServiceAccount", name: "im-api" }] })]],
  ["an image by digest, from a registry with a port", [withContainer({ image: `registry.acme.io:5000/a/b@sha256:${"a".repeat(64)}` })]],
  ["a sysctl that every node allows", [deployment({}, { securityContext: { sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] } })]],
  ["a secret by reference, and the path of one", [withContainer({ env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }, { name: "PASSWORD_FILE", value: "/run/password" }] })]],
  ["empty secrets in a configuration", [object("v1", "ConfigMap", { data: { "a.yml": 'password: ""\nsecret: ""\ntokenPolicy:\n  expire: 90\n' } })]],
  ["a block of settings about secrets", [object("v1", "ConfigMap", { data: { "a.yml": "password_config:\n  minimum: 12\nsecrets:\n\n  - rotate: weekly\n" } })]],
  ["many pods, spread", [deployment({ replicas: 2 }, spread), budget({})]],
  ["a single pod that is replaced", [deployment({ replicas: 1, strategy: { type: "Recreate" } })]],
  ["an autoscaler", [deployment({}, spread), scaler({})]],
  ["a right to named Secrets", [role({ apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: ["im"] })]],
  ["a policy for a namespace", [network({ ingress: [{ ports: [{ port: 80 }], from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }] }] })]],
];

describe("policies", () => {
  it.each(broken)("say %s", (want, values) => expect(said(values)).toEqual([want]));
  it.each(sound)("accept %s", (_, values) => expect(said(values)).toEqual([]));

  it("each have a code of their own, a check and a row above", () => {
    const codes = [...new Set(allPolicies.map((p) => p.code))].sort();
    expect(codes).toEqual(Object.keys(policyCodes).sort());
    expect(codes.filter((code) => !broken.some(([want]) => want.startsWith(`${code} `)))).toEqual([]);
  });

  it("ask for no walls where a site wants none", () => {
    const objects = read([deployment(), account]);
    expect(policies(objects, {}, fileTree([])).map((d) => d.code)).toEqual(["policy-isolated", "policy-isolated"]);
    expect(policies(objects, { api: { networkPolicy: { enabled: false } } }, fileTree([]))).toEqual([]);
  });

  it("point into the template", () => {
    const template = "kind: Deployment\nspec:\n  template:\n    spec:\n      hostNetwork: true\n      containers:\n        - name: wait\n          image: x\n        - name: api\n          image: acme/api\n";
    const found = policies(read([deployment({}, { hostNetwork: true, containers: [{ ...container, image: "acme/api" }] }), account, network()]), {}, fileTree([["charts/api/templates/x.yaml", template]]));
    expect(found.map((d) => `${d.code} ${d.position?.file}:${d.position?.line}:${d.position?.column}`)).toEqual(["policy-host charts/api/templates/x.yaml:5:7", "policy-image charts/api/templates/x.yaml:10:11"]);
  });
});

function only(value: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.includes(key)));
}

function without(value: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
}

function withoutInSpec(value: JsonObject, key: string): JsonObject {
  return { ...value, spec: without(value["spec"] as JsonObject, key) };
}

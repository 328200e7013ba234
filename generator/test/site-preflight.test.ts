import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { realCatalog } from "./helpers/real.ts";
import { makeSite, shells, type Site } from "./helpers/site.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");

let site: Site;
afterEach(() => site.remove());

type Objects = Readonly<Record<string, string | object>>;
const list = (...items: readonly object[]) => ({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } });
const named = (kind: string, name: string, more: object = {}) => ({ kind, metadata: { name }, ...more });
const node = (name: string, cpu: string, memory: string, more: object = {}, architecture = "amd64") => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: {},
  status: { allocatable: { cpu, memory, pods: "110" }, conditions: [{ type: "Ready", status: "True" }], nodeInfo: { architecture } },
  ...more,
});
const busy = (nodeName: string, cpu: string, more: object = {}) => ({
  kind: "Pod",
  metadata: { name: "other", namespace: "else", labels: { "app.kubernetes.io/instance": "else" }, ...more },
  spec: { nodeName, containers: [{ name: "a", resources: { requests: { cpu, memory: "1Gi" } } }] },
  status: { phase: "Running" },
});
const rolled = (cpu: string, maxSurge: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "openim-api" },
  spec: { replicas: 1, strategy: { rollingUpdate: { maxSurge, maxUnavailable: 1 - maxSurge } }, template: { spec: { containers: [{ name: "a", image: "docker.io/openim/openim-server:v3.8.3", resources: { requests: { cpu, memory: "1Mi" } }, securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } } }] } } },
});
const kubernetes = (minor: string) => ({ clientVersion: { major: "1", minor: "36" }, serverVersion: { gitVersion: `v1.${minor}.2`, major: "1", minor } });
const canAll = "Resources   Non-Resource URLs   Resource Names   Verbs\nselfsubjectreviews.authentication.k8s.io   []   []   [create]\n*.*   []   []   [*]\n            [*]   []   [*]\n";
const notFound = (what: string) => `Error from server (NotFound): ${what} not found\n`;

/** A cluster on which everything fits, and what is to be installed there. */
const good: Objects = {
  "version.json": kubernetes("33"),
  "api-versions": "v1\napps/v1\nnetworking.k8s.io/v1\ngateway.networking.k8s.io/v1\nrbac.authorization.k8s.io/v1\npolicy/v1\nbatch/v1\n",
  "namespace.json": { apiVersion: "v1", kind: "Namespace", metadata: { name: "im", labels: { "pod-security.kubernetes.io/enforce": "restricted" } }, status: { phase: "Active" } },
  "can-i": canAll,
  "storageclasses.json": list(named("StorageClass", "fast", { metadata: { name: "fast", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } } })),
  "ingressclasses.json": list(named("IngressClass", "nginx", { metadata: { name: "nginx", annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } } })),
  "nodes.json": list(node("a", "4", "8Gi"), node("b", "4", "8Gi")),
  "pods.json": list(busy("a", "500m")),
  "existing.json": list(),
  "services.json": list(),
  "ingresses.json": list(),
};

const secure = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, readOnlyRootFilesystem: true };
interface Wanted {
  readonly container?: object;
  readonly pod?: object;
  readonly replicas?: number;
  readonly more?: readonly object[];
  readonly claim?: string;
}
/** What helm renders: a workload that fits everywhere, and what a case adds. */
function manifest({ container = {}, pod = {}, replicas = 1, more = [], claim }: Wanted = {}): string {
  const workload = {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "openim-etcd" },
    spec: {
      replicas,
      template: {
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          initContainers: [{ name: "wait", image: "docker.io/openim/openim-server:v1", command: ["bash", "wait.sh", "etcd=etcd://openim-etcd:2379"], securityContext: secure }],
          containers: [{ name: "etcd", image: "quay.io/coreos/etcd:v3.6.15", resources: { requests: { cpu: "250m", memory: "1Gi" } }, securityContext: secure, ...container }],
          ...pod,
        },
      },
      ...(claim === undefined ? {} : { volumeClaimTemplates: [{ metadata: { name: "data" }, spec: claim === "" ? {} : { storageClassName: claim } }] }),
    },
  };
  return [workload, ...more].map((object) => `---\n${stringify(object)}`).join("");
}
const ingress = (more: object = {}) => ({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "openim-edge" }, spec: { rules: [{ host: "im.acme.io" }], ...more } });
const route = { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: { name: "openim-edge" }, spec: { parentRefs: [{ name: "public", namespace: "gateways" }], hostnames: ["im.acme.io"] } };
const nodePort = { apiVersion: "v1", kind: "Service", metadata: { name: "openim-edge" }, spec: { ports: [{ port: 80, nodePort: 30080 }] } };
const secretEnv = (reference: object) => ({ env: [{ name: "A", valueFrom: { secretKeyRef: reference } }] });
const outside = { initContainers: [{ name: "wait", image: "docker.io/openim/openim-server:v1", command: ["bash", "wait.sh", "mongodb=tcp://mongo.db.example.com:27017", "etcd=etcd://openim-etcd:2379"], securityContext: secure }] };

interface Case {
  readonly check: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "warning" | "skipped";
  readonly cluster?: Objects;
  readonly wanted?: Wanted;
  readonly args?: readonly string[];
  readonly helm?: string;
  readonly says: string;
  readonly fix?: string;
}
const cases: readonly Case[] = [
  { check: "cluster", name: "that answers", outcome: "passed", says: "it answers as v1.33.2" },
  { check: "cluster", name: "that does not", outcome: "failed", cluster: { "version.json.err": "The connection to the server was refused\n" }, says: "it does not answer: The connection to the server was refused", fix: "--context" },
  { check: "version", name: "that is supported", outcome: "passed", says: "Kubernetes 1.33" },
  { check: "version", name: "of a provider, with a plus", outcome: "passed", cluster: { "version.json": kubernetes("33+") }, says: "Kubernetes 1.33" },
  { check: "version", name: "that is too old", outcome: "failed", cluster: { "version.json": kubernetes("20") }, says: "Kubernetes 1.20 is too old", fix: `charts need ${realCatalog().kubernetes.floor} or newer` },
  { check: "version", name: "that is too new to have been tried", outcome: "warning", cluster: { "version.json": kubernetes("99") }, says: "Kubernetes 1.99 is not among those that were tried", fix: `newest that was tried: ${realCatalog().kubernetes.supported.at(-1)}` },
  { check: "version", name: "with a Helm that is too old", outcome: "failed", helm: "v3.9.4", cluster: { "version.json": kubernetes("33") }, says: "Helm 3.9.4 is too old", fix: `charts need ${realCatalog().kubernetes.helm} or newer` },
  { check: "version", name: "with Helm 4", outcome: "passed", helm: "v4.0.1", says: "Kubernetes 1.33" },
  { check: "charts", name: "that render", outcome: "passed", says: "1 objects from openim" },
  { check: "charts", name: "that do not", outcome: "failed", cluster: { "template.err": "level=info\nError: execution error: say publicURL\n" }, says: "they do not render: Error: execution error: say publicURL", fix: "correct the values" },
  { check: "namespace", name: "that is there", outcome: "passed", says: "im is there" },
  { check: "namespace", name: "that is missing", outcome: "failed", cluster: { "namespace.json.err": notFound('namespaces "im"') }, says: "im does not exist", fix: "kubectl create namespace im, or --create-namespace" },
  { check: "namespace", name: "that will be made", outcome: "passed", cluster: { "namespace.json.err": notFound('namespaces "im"') }, args: ["--create-namespace"], says: "im will be made" },
  { check: "namespace", name: "that is going", outcome: "failed", cluster: { "namespace.json": { kind: "Namespace", metadata: { name: "im" }, status: { phase: "Terminating" } } }, says: "im is being deleted", fix: "wait" },
  { check: "rights", name: "of an administrator", outcome: "passed", says: "all that helm does in im is allowed" },
  { check: "rights", name: "given kind by kind", outcome: "passed", cluster: { "can-i": "Resources Non-Resource Names Verbs\nstatefulsets.apps [] [] [get list create patch delete]\nsecrets [] [] [*]\n", denied: "" }, says: "all that helm does in im is allowed" },
  { check: "rights", name: "that lack some", outcome: "failed", cluster: { "can-i": "Resources Non-Resource Names Verbs\nstatefulsets.apps [] [] [get list]\nsecrets [] [] [get list create patch delete]\n", denied: "create statefulsets.apps\npatch statefulsets.apps\n" }, says: "not allowed in im: create statefulsets.apps, patch statefulsets.apps", fix: "bind the ClusterRole admin in im" },
  { check: "apis", name: "that are served", outcome: "passed", wanted: { more: [route] }, says: "the cluster knows every kind of object" },
  { check: "apis", name: "that are not", outcome: "failed", wanted: { more: [{ ...route, apiVersion: "traefik.io/v1alpha1", kind: "IngressRoute" }] }, says: "the cluster does not know IngressRoute of traefik.io/v1alpha1", fix: "choose another exposure" },
  { check: "storage", name: "that nobody asks for", outcome: "passed", says: "nothing is stored" },
  { check: "storage", name: "of the default class", outcome: "passed", wanted: { claim: "" }, says: "1 claims, class fast" },
  { check: "storage", name: "of a named class", outcome: "passed", wanted: { claim: "fast" }, says: "1 claims" },
  { check: "storage", name: "of a class that is not there", outcome: "failed", wanted: { claim: "slow" }, says: "there is no storage class slow", fix: "there is: fast" },
  { check: "storage", name: "without a default class", outcome: "failed", wanted: { claim: "" }, cluster: { "storageclasses.json": list(named("StorageClass", "local")) }, says: "1 claims (data of openim-etcd) name no storage class, and the cluster has no default one", fix: "--set global.storageClass=, one of: local" },
  { check: "storage", name: "without any class", outcome: "failed", wanted: { claim: "" }, cluster: { "storageclasses.json": list() }, says: "1 claims", fix: "install a volume provisioner" },
  { check: "capacity", name: "that is there", outcome: "passed", says: "asked for: 0.2 CPU, 1.0 GiB, 1 pods; free on 2 of 2 nodes: 7.5 CPU, 15.0 GiB, 219 pods" },
  { check: "capacity", name: "that is short of CPU", outcome: "failed", wanted: { replicas: 31 }, says: "asked for: 7.8 CPU", fix: "add nodes, take a smaller profile" },
  { check: "capacity", name: "that others use", outcome: "failed", cluster: { "nodes.json": list(node("a", "1", "8Gi")), "pods.json": list(busy("a", "900m")) }, says: "free on 1 of 1 nodes: 0.1 CPU", fix: "add nodes" },
  { check: "capacity", name: "that our own pods use", outcome: "passed", cluster: { "nodes.json": list(node("a", "1", "8Gi")), "pods.json": list(busy("a", "900m", { namespace: "im", labels: { "app.kubernetes.io/instance": "openim" } })) }, says: "free on 1 of 1 nodes: 1.0 CPU" },
  { check: "capacity", name: "that our other pods use", outcome: "failed", args: ["push"], cluster: { "nodes.json": list(node("a", "1", "8Gi")), "pods.json": list(busy("a", "900m", { namespace: "im", labels: { "app.kubernetes.io/instance": "openim", "app.kubernetes.io/name": "etcd" } })) }, says: "free on 1 of 1 nodes: 0.1 CPU", fix: "add nodes" },
  { check: "capacity", name: "of nodes that take no pods", outcome: "failed", cluster: { "nodes.json": list(node("a", "4", "8Gi", { spec: { unschedulable: true } }), node("b", "4", "8Gi", { spec: { taints: [{ key: "x", effect: "NoSchedule" }] } })) }, says: "no node of 2 takes pods", fix: "add nodes" },
  { check: "capacity", name: "that no node has for one pod", outcome: "failed", wanted: { container: { resources: { requests: { cpu: "5", memory: "1Gi" } } } }, says: "a pod of statefulset/openim-etcd asks for 5.0 CPU, the freest node has 4.0", fix: "lower resources" },
  { check: "capacity", name: "that an upgrade has not", outcome: "warning", cluster: { "nodes.json": list(node("a", "1", "8Gi")), "pods.json": list(busy("a", "200m")) }, wanted: { more: [rolled("300m", 1)] }, says: "an upgrade that replaces all pods at once asks for 0.3 CPU", fix: "maxSurge" },
  { check: "capacity", name: "that an upgrade in place has", outcome: "passed", cluster: { "nodes.json": list(node("a", "1", "8Gi")), "pods.json": list(busy("a", "200m")) }, wanted: { more: [rolled("300m", 0)] }, says: "asked for: 0.6 CPU" },
  { check: "capacity", name: "when pods may not be looked at", outcome: "warning", cluster: { "pods.json.err": "Error from server (Forbidden): pods is forbidden\n" }, says: "not counting what runs there" },
  { check: "architecture", name: "that fits", outcome: "passed", says: "nodes are amd64, and every image is made for them" },
  { check: "architecture", name: "that no image is made for", outcome: "failed", cluster: { "nodes.json": list(node("a", "4", "8Gi", {}, "s390x")) }, says: "is not made for s390x", fix: "use nodes of amd64,arm64" },
  { check: "architecture", name: "of an image that nobody knows", outcome: "warning", wanted: { container: { image: "r.acme.io/own:v1" } }, says: "such as r.acme.io/own:v1" },
  { check: "admission", name: "that pods fit", outcome: "passed", says: "pod security of im: restricted, and every pod fits" },
  { check: "admission", name: "without a level", outcome: "passed", cluster: { "namespace.json": named("Namespace", "im") }, wanted: { container: { securityContext: {} } }, says: "no level of its own" },
  { check: "admission", name: "that refuses root", outcome: "failed", wanted: { container: { securityContext: {} } }, says: "pod security of im is restricted: statefulset/openim-etcd: container etcd keeps capabilities (and 1 more)", fix: "enforce=baseline" },
  { check: "admission", name: "that refuses folders of the node", outcome: "failed", cluster: { "namespace.json": { kind: "Namespace", metadata: { name: "im", labels: { "pod-security.kubernetes.io/enforce": "baseline" } } } }, wanted: { pod: { volumes: [{ name: "v", hostPath: { path: "/" } }] } }, says: "volume v is a folder of the node", fix: "enforce=privileged" },
  { check: "admission", name: "that may not be looked at", outcome: "warning", cluster: { "namespace.json.err": "Error from server (Forbidden): namespaces is forbidden\n" }, says: "the level of im is not known", fix: "restricted" },
  { check: "exposure", name: "by nothing", outcome: "passed", says: "no ingress and no gateway is used" },
  { check: "exposure", name: "by the default class", outcome: "passed", wanted: { more: [ingress()] }, says: "the class or gateway is there" },
  { check: "exposure", name: "without a default class", outcome: "failed", cluster: { "ingressclasses.json": list(named("IngressClass", "nginx")) }, wanted: { more: [ingress()] }, says: "ingress openim-edge names no class, and the cluster has no default one", fix: "one of: nginx" },
  { check: "exposure", name: "by a class that is not there", outcome: "failed", wanted: { more: [ingress({ ingressClassName: "traefik" })] }, says: "there is no ingress class traefik", fix: "openim-edge.exposure.className is one of: nginx" },
  { check: "exposure", name: "with a certificate that is not there", outcome: "warning", cluster: { "secret-im-tls.err": notFound('secrets "im-tls"') }, wanted: { more: [ingress({ tls: [{ secretName: "im-tls" }] })] }, says: "there is no Secret im-tls", fix: "cert-manager" },
  { check: "exposure", name: "with a certificate that is", outcome: "passed", cluster: { "secret-im-tls": "secret/im-tls\n" }, wanted: { more: [ingress({ tls: [{ secretName: "im-tls" }] })] }, says: "the class or gateway is there" },
  { check: "exposure", name: "with a certificate that cert-manager will make", outcome: "passed", cluster: { "secret-im-tls.err": notFound('secrets "im-tls"') }, wanted: { more: [{ ...ingress({ tls: [{ secretName: "im-tls" }] }), metadata: { name: "openim-edge", annotations: { "cert-manager.io/cluster-issuer": "x" } } }] }, says: "the class or gateway is there" },
  { check: "exposure", name: "by a gateway", outcome: "passed", wanted: { more: [route] }, says: "the class or gateway is there" },
  { check: "exposure", name: "by a gateway that is not there", outcome: "failed", cluster: { "gateways.gateway.networking.k8s.io.err": notFound('gateways "public"') }, wanted: { more: [route] }, says: "there is no gateway public in namespace gateways", fix: "make it" },
  { check: "secrets", name: "that the charts make", outcome: "passed", wanted: { container: secretEnv({ name: "made", key: "a" }), more: [{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "r" }, rules: [{ resources: ["secrets"], verbs: ["get"], resourceNames: ["made"] }] }] }, says: "all are made by the charts" },
  { check: "secrets", name: "of the site", outcome: "passed", cluster: { "secret-mine": "a b " }, wanted: { container: secretEnv({ name: "mine", key: "a" }) }, says: "1 Secrets of the site are there" },
  { check: "secrets", name: "that are missing", outcome: "failed", cluster: { "secret-mine.err": notFound('secrets "mine"') }, wanted: { container: secretEnv({ name: "mine", key: "a" }) }, says: "there is no Secret mine in im", fix: "make it before" },
  { check: "secrets", name: "without a key", outcome: "failed", cluster: { "secret-mine": "b " }, wanted: { container: secretEnv({ name: "mine", key: "a" }) }, says: "Secret mine has no key a", fix: "it has: b" },
  { check: "secrets", name: "with one of several forms", outcome: "passed", cluster: { "secret-mine": "uri " }, wanted: { container: { env: ["uri", "password"].map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: "mine", key, optional: true } } })) } }, says: "1 Secrets of the site are there" },
  { check: "secrets", name: "with none of several forms", outcome: "failed", cluster: { "secret-mine": "pass " }, wanted: { container: { env: ["uri", "password"].map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: "mine", key, optional: true } } })) } }, says: "Secret mine has no key of: password, uri", fix: "it has: pass" },
  { check: "names", name: "that are free", outcome: "passed", wanted: { more: [nodePort, ingress()] }, says: "nobody else has these names, ports or hosts" },
  { check: "names", name: "of a release that was cut off", outcome: "failed", cluster: { "releases.yaml": '- chart: openim-0.1.0\n  name: openim\n  revision: "1"\n  status: pending-install\n' }, says: "release openim was cut off in the middle (pending-install)", fix: "helm rollback openim -n im" },
  { check: "names", name: "of objects of another release", outcome: "failed", cluster: { "existing.json": list(named("StatefulSet", "openim-etcd", { metadata: { name: "openim-etcd", annotations: { "meta.helm.sh/release-name": "old", "meta.helm.sh/release-namespace": "im" } } })) }, says: "StatefulSet openim-etcd belongs to release old", fix: "take another --name" },
  { check: "names", name: "of objects of nobody", outcome: "failed", cluster: { "existing.json": list(named("StatefulSet", "openim-etcd")) }, says: "StatefulSet openim-etcd belongs to no release", fix: "delete what is left over" },
  { check: "names", name: "of our own objects", outcome: "passed", cluster: { "existing.json": list(named("StatefulSet", "openim-etcd", { metadata: { name: "openim-etcd", annotations: { "meta.helm.sh/release-name": "openim", "meta.helm.sh/release-namespace": "im" } } })) }, says: "nobody else has" },
  { check: "names", name: "of objects of another kind", outcome: "passed", cluster: { "existing.json": list(named("Secret", "openim-etcd")) }, says: "nobody else has" },
  { check: "names", name: "and ports of nodes", outcome: "failed", cluster: { "services.json": list({ kind: "Service", metadata: { name: "web", namespace: "else" }, spec: { ports: [{ port: 80, nodePort: 30080 }] } }) }, wanted: { more: [nodePort] }, says: "node-port 30080 is taken by web in namespace else", fix: "nodePort" },
  { check: "names", name: "and ports of our own", outcome: "passed", cluster: { "services.json": list({ kind: "Service", metadata: { name: "openim-edge", namespace: "im" }, spec: { ports: [{ port: 80, nodePort: 30080 }] } }) }, wanted: { more: [nodePort] }, says: "nobody else has" },
  { check: "names", name: "and hosts", outcome: "failed", cluster: { "ingresses.json": list({ kind: "Ingress", metadata: { name: "openim-edge", namespace: "im2" }, spec: { rules: [{ host: "im.acme.io" }] } }) }, wanted: { more: [ingress()] }, says: "host im.acme.io is taken by openim-edge in namespace im2", fix: "publicURL" },
  { check: "stores", name: "of our own", outcome: "passed", says: "all stores are built in" },
  { check: "stores", name: "outside, without --probe", outcome: "skipped", wanted: { pod: outside }, says: "1 addresses outside were not tried" },
  { check: "stores", name: "outside, reached", outcome: "passed", args: ["--probe"], cluster: { "pod-phase": "Succeeded", "logs/probe": "reached mongodb mongo.db.example.com:27017\n" }, wanted: { pod: outside }, says: "reached: mongodb at mongo.db.example.com:27017" },
  { check: "stores", name: "outside, not reached", outcome: "failed", args: ["--probe"], cluster: { "pod-phase": "Succeeded", "logs/probe": "missed mongodb mongo.db.example.com:27017\n" }, wanted: { pod: outside }, says: "not reached from namespace im: mongodb at mongo.db.example.com:27017", fix: "network policies" },
];

function prepare(cluster: Objects = {}, wanted: Wanted = {}, helm?: string): void {
  site = makeSite(helm === undefined ? {} : { helm });
  for (const [file, content] of Object.entries({ ...good, "manifest.yaml": manifest(wanted), ...cluster })) site.answer(file, content);
}
const base = ["-n", "im", "--charts", "openim"];

describe.each(shells)("preflight with $name", ({ name: shellName, shell }) => {
  // One shell tries all; the others what differs between shells: one of each check.
  const seen = new Set<string>();
  const rows = shellName === shells[0]?.name ? cases : cases.filter((c) => c.outcome === "failed" && !seen.has(c.check) && seen.add(c.check));

  it.each(rows)("$check: $name → $outcome", async ({ check, outcome, cluster, wanted, args = [], helm: version, says, fix }) => {
    prepare(cluster, wanted, version);
    const ran = await site.run(["preflight", ...base, ...args], { shell });
    const found = ran.report.preflight.filter((p) => p["check"] === check);
    expect(found).toEqual([{ check, outcome, message: expect.stringContaining(says), fix: fix === undefined ? expect.any(String) : expect.stringContaining(fix) }]);
    if (outcome === "failed") expect(String(found[0]?.["fix"])).not.toBe("");
    const others = ran.report.preflight.filter((p) => p["outcome"] === "failed" && p["check"] !== check);
    expect(others).toEqual([]);
    expect(ran.exitCode).toBe(outcome === "failed" ? 4 : 0);
    const line = ran.stdout.split("\n").find((l) => new RegExp(`^${outcome} +${check} `).test(l));
    expect(line).toContain(says);
    // Read only, but for the pod of --probe.
    const verbs = ran.commands.filter((c) => c.startsWith("kubectl")).map((c) => c.split(" ")[1]);
    expect(verbs.filter((v) => !["get", "auth", "version", "api-versions", "label"].includes(v ?? ""))).toEqual(args.includes("--probe") ? ["create", "logs", "delete"] : []);
    expect(ran.commands.filter((c) => c.startsWith("kubectl label") && !c.includes("--local"))).toEqual([]);
  });

  it("comes before an installation and stops it, unless that check is left out by name", async () => {
    prepare({ "version.json": kubernetes("20") });
    const refused = await site.run(["install", ...base], { shell });
    expect(refused.exitCode).toBe(4);
    expect(refused.report).toMatchObject({ outcome: "refused", verdict: "refused before anything was changed. version: Kubernetes 1.20 is too old", components: [] });
    expect(refused.stderr).toContain("To go on all the same: --skip-preflight version");
    expect(refused.commands.filter((c) => c.startsWith("helm install"))).toEqual([]);
    const forced = await site.run(["install", ...base, "--skip-preflight", "version"], { shell });
    expect([forced.exitCode, forced.commands.filter((c) => c.startsWith("helm install")).length]).toEqual([0, 1]);
    expect(forced.report.preflight.find((p) => p["check"] === "version")).toMatchObject({ outcome: "skipped" });
  });

  it("looks at an upgrade with the values of the last release", async () => {
    prepare({ "releases.yaml": '- chart: openim-0.1.0\n  name: openim\n  revision: "3"\n  status: deployed\n', "old-values.yaml": "global: {}\n" });
    const ran = await site.run(["upgrade", ...base, "--set", "a=b"], { shell });
    expect(ran.commands.find((c) => c.startsWith("helm template"))).toMatch(/^helm template openim -n im openim\/openim -f \S+old-values\.yaml --set a=b --no-hooks$/);
    expect(ran.commands.at(-2)).toMatch(/^helm upgrade openim /);
    expect(ran.exitCode).toBe(0);
  });
});

it("makes a pod that restricted admission takes, and that tries each address", async () => {
  prepare({ "pod-phase": "Succeeded", "logs/probe": "reached mongodb mongo.db.example.com:27017\n" }, { pod: outside });
  await site.run(["preflight", ...base, "--probe"]);
  const pod = JSON.parse(readFileSync(join(site.root, "fake/created"), "utf8")) as { readonly spec: { readonly securityContext: object; readonly containers: readonly { readonly command: readonly string[] }[] } };
  expect(pod.spec).toMatchObject({ restartPolicy: "Never", securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } }, containers: [{ image: "docker.io/openim/openim-server:v1", securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }] });
  expect(pod.spec.containers[0]?.command.slice(3)).toEqual(["probe", "mongodb", "mongo.db.example.com", "27017"]);
});

describe.skipIf(helm === undefined)("preflight of the real charts", () => {
  const real = (): void => {
    site = makeSite({ charts: true });
    for (const [file, content] of Object.entries(good)) site.answer(file, content);
    site.answer("can-i", canAll);
  };
  const values = ["--set", "global.openim.publicURL=https://im.acme.io"];

  it.each([
    { name: "the umbrella", args: values },
    { name: "each chart by itself", args: [...values, "--separate"] },
  ])("passes on a good cluster: $name", async ({ args }) => {
    real();
    const ran = await site.run(["preflight", "-n", "im", ...args], { env: { REAL_HELM: helm ?? "" } });
    expect(ran.report.preflight.filter((p) => p["outcome"] !== "passed")).toEqual([]);
    expect(ran.exitCode).toBe(0);
    const said = Object.fromEntries(ran.report.preflight.map((p) => [String(p["check"]), String(p["message"])]));
    expect(said).toMatchObject({ storage: "5 claims, class fast", secrets: "all are made by the charts", stores: "all stores are built in" });
    expect(said["capacity"]).toMatch(/^asked for: \d\.\d CPU, \d\.\d GiB, 2\d pods; free on 2 of 2 nodes/);
  });

  it("knows what production brings itself", async () => {
    real();
    for (const store of ["kafka", "mongodb", "object-storage", "redis"]) site.answer(`secret-openim-${store}-prod.err`, notFound("secret"));
    const ran = await site.run(["preflight", "-n", "im", "-f", "values/prod"], { env: { REAL_HELM: helm ?? "" } });
    const failed = ran.report.preflight.filter((p) => p["outcome"] === "failed");
    expect(failed.map((p) => p["message"])).toEqual(["kafka", "mongodb", "object-storage", "redis"].map((store) => `there is no Secret openim-${store}-prod in im`));
    expect(ran.report.preflight.find((p) => p["check"] === "stores")).toMatchObject({ outcome: "skipped", message: expect.stringMatching(/^8 addresses outside/) });
  });
});

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A Kubernetes API that knows how to be asked and holds what a test says; enough for kubectl to read from. */
export interface ApiServer {
  /** A kubeconfig that leads to it, with the namespace im. */
  readonly kubeconfig: string;
  /** Whatever was asked that is no reading. */
  readonly writes: readonly string[];
  readonly close: () => Promise<void>;
}

interface Resource {
  readonly version: string;
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const resources: readonly Resource[] = [
  ["v1", "Pod Service Secret ConfigMap Event PersistentVolumeClaim ServiceAccount", true],
  ["v1", "Node Namespace", false],
  ["apps/v1", "Deployment StatefulSet DaemonSet", true],
  ["batch/v1", "Job", true],
  ["networking.k8s.io/v1", "NetworkPolicy", true],
  ["policy/v1", "PodDisruptionBudget", true],
  ["rbac.authorization.k8s.io/v1", "Role RoleBinding", true],
  ["storage.k8s.io/v1", "StorageClass", false],
  ["authorization.k8s.io/v1", "SelfSubjectRulesReview", false],
].flatMap(([version, kinds, namespaced]) => String(kinds).split(" ").map((kind) => ({ version: String(version), kind, name: plural(kind.toLowerCase()), namespaced: namespaced === true })));

function plural(word: string): string {
  return word.endsWith("s") ? `${word}es` : word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** `objects`: resource → its objects; `log`: what every container says. */
export async function startApi(objects: Readonly<Record<string, readonly object[]>>, log: string): Promise<ApiServer> {
  const writes: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const path = (request.url ?? "").split("?")[0] ?? "";
    const review = path.endsWith("/selfsubjectrulesreviews");
    if (request.method !== "GET" && !review) writes.push(`${request.method} ${path}`);
    if (path.endsWith("/log")) response.end(log);
    else if (review) answer(response, { kind: "SelfSubjectRulesReview", apiVersion: "authorization.k8s.io/v1", spec: {}, status: { resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }], nonResourceRules: [{ verbs: ["get"], nonResourceURLs: ["/api/*"] }], incomplete: false } }, 201);
    else answer(response, discovery(path) ?? content(path, objects));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "here", cluster: { server: `http://127.0.0.1:${port}` } }],
    contexts: [{ name: "here", context: { cluster: "here", namespace: "im", user: "me" } }],
    users: [{ name: "me", user: {} }],
    "current-context": "here",
  });
  return {
    kubeconfig,
    writes,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function answer(response: ServerResponse, body: object | undefined, status = 200): void {
  const missing = { kind: "Status", apiVersion: "v1", status: "Failure", message: "not found", reason: "NotFound", code: 404 };
  response.writeHead(body === undefined ? 404 : status, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? missing));
}

/** What kubectl asks first: which kinds there are. */
function discovery(path: string): object | undefined {
  if (path === "/version") return { major: "1", minor: "33", gitVersion: "v1.33.1" };
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  const versions = [...new Set(resources.map((r) => r.version))];
  const group = (version: string) => ({ groupVersion: version, version: "v1" });
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: versions.filter((v) => v !== "v1").map((v) => ({ name: v.split("/")[0], versions: [group(v)], preferredVersion: group(v) })) };
  const version = versions.find((v) => path === (v === "v1" ? "/api/v1" : `/apis/${v}`));
  if (version === undefined) return undefined;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion: version, resources: resources.filter((r) => r.version === version).map(({ name, kind, namespaced }) => ({ name, singularName: "", kind, namespaced, verbs: ["get", "list", "create"] })) };
}

function content(path: string, objects: Readonly<Record<string, readonly object[]>>): object | undefined {
  const [, version = "", rest = ""] = /^\/(?:api|apis)\/(v1|[^/]+\/v1)\/(.*)$/.exec(path) ?? [];
  const parts = rest.split("/");
  const [resource = "", one] = parts[0] === "namespaces" && parts.length > 2 ? parts.slice(2) : parts;
  const kind = resources.find((r) => r.version === version && r.name === resource)?.kind;
  if (kind === undefined) return undefined;
  const items = (objects[resource] ?? []) as readonly { readonly metadata: { readonly name: string } }[];
  if (one === undefined) return { kind: `${kind}List`, apiVersion: version, metadata: { resourceVersion: "1" }, items };
  const found = items.find((object) => object.metadata.name === one);
  return found === undefined ? undefined : { ...found, kind, apiVersion: version };
}

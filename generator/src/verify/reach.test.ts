import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { readObjects } from "./objects.ts";
import { connections, mayReach, type Peer } from "./reach.ts";

const pod = (name: string, more: Readonly<Record<string, string>> = {}): Peer => ({ labels: { name, ...more } });
const elsewhere: Peer = { labels: { name: "collector" }, namespace: { "kubernetes.io/metadata.name": "monitoring" } };
const policy = (name: string, spec: JsonObject): JsonObject => ({ spec: { podSelector: { matchLabels: { name } }, ...spec } });
const named = (name: string): JsonObject => ({ podSelector: { matchLabels: { name } } });

interface Row {
  readonly says: string;
  readonly policies: readonly JsonObject[];
  readonly from?: Peer;
  readonly to?: Peer;
  readonly port?: number;
  readonly protocol?: string;
  readonly want: boolean;
}

/** web → api:80, unless the row says otherwise. */
const rows: readonly Row[] = [
  { says: "nothing forbids it", policies: [], want: true },
  { says: "a policy of others is none of its business", policies: [policy("db", {})], want: true },
  { says: "no rule, no way in", policies: [policy("api", {})], want: false },
  { says: "no rule, no way out", policies: [policy("web", { policyTypes: ["Egress"] })], want: false },
  { says: "a policy for coming in does not hold back what goes out", policies: [policy("web", { policyTypes: ["Ingress"] })], want: true },
  { says: "egress rules make it a policy of both directions", policies: [policy("web", { egress: [] })], want: false },
  { says: "the peer by name", policies: [policy("api", { ingress: [{ from: [named("web")] }] })], want: true },
  { says: "another peer by name", policies: [policy("api", { ingress: [{ from: [named("admin")] }] })], want: false },
  { says: "in, but not out", policies: [policy("api", { ingress: [{ from: [named("web")] }] }), policy("web", { policyTypes: ["Egress"], egress: [{ to: [named("db")] }] })], want: false },
  { says: "in and out", policies: [policy("api", { ingress: [{ from: [named("web")] }] }), policy("web", { policyTypes: ["Egress"], egress: [{ to: [named("api")], ports: [{ port: 80 }] }] })], want: true },
  { says: "two policies add up", policies: [policy("api", {}), policy("api", { ingress: [{}] })], want: true },
  { says: "the port by number", policies: [policy("api", { ingress: [{ ports: [{ port: 80 }] }] })], want: true },
  { says: "another port", policies: [policy("api", { ingress: [{ ports: [{ port: 81 }] }] })], want: false },
  { says: "the port by name", policies: [policy("api", { ingress: [{ ports: [{ port: "http" }] }] })], want: true },
  { says: "a range", policies: [policy("api", { ingress: [{ ports: [{ port: 70, endPort: 90 }] }] })], want: true },
  { says: "beyond a range", policies: [policy("api", { ingress: [{ ports: [{ port: 70, endPort: 90 }] }] })], port: 91, want: false },
  { says: "UDP is not TCP", policies: [policy("api", { ingress: [{ ports: [{ port: 80, protocol: "UDP" }] }] })], want: false },
  { says: "UDP", policies: [policy("api", { ingress: [{ ports: [{ port: 80, protocol: "UDP" }] }] })], protocol: "UDP", want: true },
  { says: "port of one rule, peer of another", policies: [policy("api", { ingress: [{ from: [named("web")], ports: [{ port: 81 }] }, { from: [named("admin")], ports: [{ port: 80 }] }] })], want: false },
  { says: "an expression", policies: [policy("api", { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: "name", operator: "In", values: ["web"] }] } }] }] })], want: true },
  { says: "an expression that forbids", policies: [policy("api", { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: "name", operator: "NotIn", values: ["web"] }] } }] }] })], want: false },
  { says: "a label that must be there", policies: [policy("api", { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] } }] }] })], from: pod("web", { team: "im" }), want: true },
  { says: "a label that must not", policies: [policy("api", { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } }] }] })], from: pod("web", { team: "im" }), want: false },
  { says: "all pods here", policies: [policy("api", { ingress: [{ from: [{ podSelector: {} }] }] })], want: true },
  { says: "all pods here are not those elsewhere", policies: [policy("api", { ingress: [{ from: [{ podSelector: {} }] }] })], from: elsewhere, want: false },
  { says: "a namespace", policies: [policy("api", { ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }] }] })], from: elsewhere, want: true },
  { says: "a pod of a namespace", policies: [policy("api", { ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } }, podSelector: { matchLabels: { name: "other" } } }] }] })], from: elsewhere, want: false },
  { says: "pods elsewhere are not held back by policies here", policies: [policy("collector", { policyTypes: ["Egress"] })], from: elsewhere, want: true },
  { says: "every address is every pod", policies: [policy("api", { ingress: [{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] })], want: true },
  { says: "a block of addresses is no pod", policies: [policy("api", { ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }] })], want: false },
];

describe("mayReach", () => {
  it.each(rows)("$says: $want", ({ policies, from = pod("web"), to = pod("api"), port = 80, protocol = "TCP", want }) => {
    expect(mayReach(policies, from, to, { number: port, protocol, ...(port === 80 ? { name: "http" } : {}) })).toBe(want);
  });
});

describe("connections", () => {
  it("are all pairs of workloads and every port that is listed", () => {
    const deployment = (name: string, port: number) => `---\n${stringify({ kind: "Deployment", metadata: { name }, spec: { template: { metadata: { labels: { name } }, spec: { containers: [{ name, ports: [{ containerPort: port }] }] } } } })}`;
    const wall = `---\n${stringify({ kind: "NetworkPolicy", metadata: { name: "db" }, ...policy("db", { ingress: [{ from: [named("api")] }] }) })}`;
    const found = connections(readObjects(deployment("web", 80) + deployment("api", 8080) + deployment("db", 27017) + wall));
    expect(found.map((c) => `${c.from.name} → ${c.to.name}:${c.port}`)).toEqual(["web → web:80", "api → web:80", "db → web:80", "web → api:8080", "api → api:8080", "db → api:8080", "api → db:27017"]);
  });
});

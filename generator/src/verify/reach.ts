import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import { list, type Rendered } from "./objects.ts";
import { containerPorts, items, workload, type Workload } from "./workloads.ts";

/** A pod, as far as a NetworkPolicy sees it. */
export interface Peer {
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of its namespace; absent for the namespace of the policies. */
  readonly namespace?: Readonly<Record<string, string>>;
}

/** A port that a pod listens on. */
export interface Listening {
  readonly number: number;
  readonly protocol: string;
  readonly name?: string;
}

/**
 * Whether policies let one pod open a connection to a port of another: the policies that select the sender must let it out, and
 * those that select the receiver must let it in. Where no policy of a direction selects a pod, that direction is open. Blocks of
 * addresses count only where they mean everybody, for nobody knows the addresses of pods.
 */
export function mayReach(policies: readonly JsonObject[], from: Peer, to: Peer, port: Listening): boolean {
  return passes(policies, "Egress", from, to, port) && passes(policies, "Ingress", to, from, port);
}

function passes(policies: readonly JsonObject[], type: "Ingress" | "Egress", own: Peer, other: Peer, port: Listening): boolean {
  const rules = rulesFor(policies, type, own);
  return rules === undefined || allows(rules, type, other, port);
}

/** The rules that bind a pod in one direction; undefined where it is open. Policies are of one namespace, and select nobody elsewhere. */
function rulesFor(policies: readonly JsonObject[], type: "Ingress" | "Egress", own: Peer): readonly JsonObject[] | undefined {
  const bound = own.namespace === undefined ? policies.filter((p) => types(p).includes(type) && selects(at(p, ["spec", "podSelector"]), own.labels)) : [];
  return bound.length === 0 ? undefined : bound.flatMap((p) => list(p, "spec", type === "Ingress" ? "ingress" : "egress"));
}

function allows(rules: readonly JsonObject[], type: "Ingress" | "Egress", other: Peer, port: Listening): boolean {
  return rules.some((rule) => ports(rule["ports"], port) && peers(rule[type === "Ingress" ? "from" : "to"], other));
}

/** What a policy is about; without a list, incoming traffic, and outgoing where it has rules for that. */
function types(policy: JsonObject): readonly Json[] {
  const said = at(policy, ["spec", "policyTypes"]);
  return Array.isArray(said) ? (said as readonly Json[]) : at(policy, ["spec", "egress"]) === undefined ? ["Ingress"] : ["Ingress", "Egress"];
}

function ports(rule: Json | undefined, port: Listening): boolean {
  const allowed = items(rule);
  if (allowed.length === 0) return true;
  return allowed.some(([p]) => {
    if ((p["protocol"] ?? "TCP") !== port.protocol) return false;
    const [first, last] = [p["port"], p["endPort"]];
    if (first === undefined) return true;
    return typeof first === "number" ? first <= port.number && port.number <= (typeof last === "number" ? last : first) : first === port.name;
  });
}

function peers(rule: Json | undefined, other: Peer): boolean {
  const allowed = items(rule);
  if (allowed.length === 0) return true;
  return allowed.some(([peer]) => {
    const block = at(peer, ["ipBlock", "cidr"]);
    if (block !== undefined) return block === "0.0.0.0/0" || block === "::/0";
    const [pods, namespaces] = [peer["podSelector"], peer["namespaceSelector"]];
    const there = namespaces === undefined ? other.namespace === undefined : selects(namespaces, other.namespace ?? {});
    return there && (pods === undefined || selects(pods, other.labels));
  });
}

/** Whether a label selector takes a set of labels; an empty one takes everything, an absent one nothing. */
export function selects(selector: Json | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (!isObject(selector)) return false;
  const wanted = selector["matchLabels"];
  return (
    Object.entries(isObject(wanted) ? wanted : {}).every(([key, value]) => labels[key] === value) &&
    items(selector["matchExpressions"]).every(([e]) => {
      const own = labels[String(e["key"])];
      const values = Array.isArray(e["values"]) ? (e["values"] as readonly Json[]) : [];
      switch (e["operator"]) {
        case "In":
          return own !== undefined && values.includes(own);
        case "NotIn":
          return own === undefined || !values.includes(own);
        case "Exists":
          return own !== undefined;
        case "DoesNotExist":
          return own === undefined;
        default:
          return false;
      }
    })
  );
}

/** One connection that policies allow between the pods of a render. */
export interface Connection {
  readonly from: Rendered;
  readonly to: Rendered;
  readonly port: number;
}

/** Every connection that is allowed, for all pairs of workloads and every port that a container lists. */
export function connections(objects: readonly Rendered[]): readonly Connection[] {
  const policies = objects.filter((o) => o.kind === "NetworkPolicy").map((o) => o.value);
  const pods = objects.flatMap((o) => {
    const pod = workload(o);
    if (pod === undefined) return [];
    const peer: Peer = { labels: pod.labels };
    return [{ pod, peer, out: rulesFor(policies, "Egress", peer), in: rulesFor(policies, "Ingress", peer) }];
  });
  return pods.flatMap((to) =>
    listeningOf(to.pod).flatMap((port) =>
      pods
        .filter((from) => (to.in === undefined || allows(to.in, "Ingress", from.peer, port)) && (from.out === undefined || allows(from.out, "Egress", to.peer, port)))
        .map((from) => ({ from: from.pod.object, to: to.pod.object, port: port.number })),
    ),
  );
}

/** Ports that the containers of a workload list. */
export function listeningOf(pod: Workload): readonly Listening[] {
  return pod.containers.flatMap((c) => containerPorts(c).map(([p]): Listening => ({ number: Number(p["containerPort"]), protocol: String(p["protocol"] ?? "TCP"), name: String(p["name"]) })));
}

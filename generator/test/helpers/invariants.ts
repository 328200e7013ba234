import { at, merge, type JsonObject } from "../../src/model/json.ts";
import type { ChartPlan, Edge, Plan } from "../../src/model/plan.ts";
import { addresses } from "../../src/verify/addresses.ts";
import { closedAddresses } from "../../src/verify/closed-addresses.ts";
import { givenNames, knownSecrets } from "../../src/verify/known-secrets.ts";
import { podTemplate, title, type Rendered } from "../../src/verify/objects.ts";
import { allPolicies, wallsOff } from "../../src/verify/policies/policies.ts";
import type { Breach, Policy } from "../../src/verify/policies/policy.ts";
import { connections, listeningOf, mayReach } from "../../src/verify/reach.ts";
import { references } from "../../src/verify/references.ts";
import { removedApis, type RemovedApi } from "../../src/verify/removed-apis.ts";
import { scripts } from "../../src/verify/scripts.ts";
import { variables } from "../../src/verify/variables.ts";
import { items, pathText, workload, type Workload } from "../../src/verify/workloads.ts";
import type { Render } from "./renders.ts";

/** What a render is held against. */
export interface World {
  readonly plan: Plan;
  readonly removed: readonly RemovedApi[];
  /** Objects of an installation with everything on, under the name of an instance: what a chart that is installed alone finds around it. */
  readonly around: (instance: string) => readonly Rendered[];
}

/** What breaks an invariant, as a line: object, place and reason. */
export type Violation = string;

/** Something that is so in every render. */
export interface Invariant {
  readonly says: string;
  readonly check: (render: Render, world: World) => readonly Violation[];
}

/** Values that a render was made with, those of the charts included. */
export function valuesOf({ chart, values }: Render, { plan }: World): JsonObject {
  const of = (name: string): JsonObject => plan.charts.find((c) => c.name === name)?.values ?? {};
  const parts = chart === "openim" ? Object.fromEntries(plan.charts.filter((c) => c.name !== "openim").map((c) => [c.name, of(c.name)])) : {};
  return [parts, of(chart), values].reduce<JsonObject>(merge, {});
}

export function chartOf(object: Rendered, { plan }: World): ChartPlan | undefined {
  const [top = "", folder, part = ""] = object.source.split("/");
  return plan.charts.find((c) => c.name === (folder === "charts" ? part : top));
}

function openim(render: Render, world: World, ...path: string[]) {
  return at(valuesOf(render, world), ["global", "openim", ...path]);
}

/** The name of the installation, as it stands in the labels: a long one is cut. */
function instanceOf(render: Render): string {
  return String(render.objects.map((o) => at(o.value, ["metadata", "labels", "app.kubernetes.io/instance"])).find((name) => name !== undefined) ?? render.release ?? "openim");
}

const alone = new Map<Policy, Map<Rendered, readonly Breach[]>>();

/** A policy of one object need not look at the same object twice. */
function breaches(policy: Policy, object: Rendered, objects: readonly Rendered[]): readonly Breach[] {
  if (policy.together === true) return policy.check(object, objects);
  const known = alone.get(policy) ?? new Map<Rendered, readonly Breach[]>();
  alone.set(policy, known);
  const found = known.get(object) ?? policy.check(object, objects);
  known.set(object, found);
  return found;
}

const policyInvariants = allPolicies.map(
  (policy): Invariant => ({
    says: policy.code,
    check: (render, world) => {
      const values = policy.code === "policy-isolated" ? valuesOf(render, world) : {};
      return render.objects.flatMap((o) => (policy.code === "policy-isolated" && wallsOff(o, values) ? [] : breaches(policy, o, render.objects).map((b) => `${title(o)}, ${pathText(b.path)}: ${b.found}`)));
    },
  }),
);

/** Every invariant of a single render. */
export const invariants: readonly Invariant[] = [
  ...byCode(policyInvariants),
  {
    says: "renders something, and no object twice",
    check: ({ objects }) => [...(objects.length === 0 ? ["nothing"] : []), ...objects.map(title).filter((t, i, all) => all.indexOf(t) !== i)],
  },
  {
    says: "names only what is there: ports, ConfigMaps, Secrets, their keys, claims, accounts, Roles, workloads; each selector takes one workload",
    check: (render, world) => {
      const values = valuesOf(render, world);
      return references(render.objects, knownSecrets(world.plan, instanceOf(render), values), givenNames(values)).map((d) => d.message);
    },
  },
  { says: "sets no variable that no configuration key takes", check: (render, { plan }) => variables(render.objects, { prefixes: plan.variablePrefixes }).map((d) => d.message) },
  { says: "runs scripts that are there, with every variable that they read", check: ({ objects }) => scripts(objects).map((d) => d.message) },
  { says: "uses no API that some supported Kubernetes has dropped", check: (render, { removed }) => removedApis(render.objects, removed).map((d) => d.message) },
  {
    says: "writes only addresses that a Service of the installation answers, or that a value names",
    check: (render, world) => {
      const own = new Set(render.objects.map(title));
      const objects = render.chart === "openim" ? render.objects : [...render.objects, ...world.around(instanceOf(render)).filter((o) => !own.has(title(o)))];
      return addresses(objects, valuesOf(render, world)).filter((d) => own.has(/^(\S+ \S+)/.exec(d.message)?.[1] ?? "")).map((d) => d.message);
    },
  },
  {
    says: "lets everybody connect to the addresses in their configuration",
    check: ({ chart, objects }) => (chart === "openim" ? closedAddresses(objects).map((d) => d.message) : []),
  },
  { says: "lets exactly the connections of the graph through", check: theGraph },
  {
    says: "lets nobody in from outside but through the door, and collectors of metrics",
    check: (render, world) => {
      if (render.chart !== "openim") return [];
      const values = valuesOf(render, world);
      const walls = render.objects.filter((o) => o.kind === "NetworkPolicy").map((o) => o.value);
      const monitoring = String(openim(render, world, "observability", "operatorNamespace") ?? "");
      const strangers = [{ name: "a stranger", namespace: { "kubernetes.io/metadata.name": "elsewhere" } }, ...(monitoring === "" ? [] : [{ name: monitoring, namespace: { "kubernetes.io/metadata.name": monitoring } }])];
      return render.objects.flatMap((object) => {
        const pod = workload(object);
        const chart = chartOf(object, world);
        if (pod === undefined || chart?.kind === "edge" || wallsOff(object, values)) return [];
        return listeningOf(pod).flatMap((port) =>
          strangers.flatMap(({ name, namespace }) => {
            const measured = name === monitoring && metricsPorts(chart).includes(port.number);
            return mayReach(walls, { labels: { "app.kubernetes.io/name": "openim-api" }, namespace }, { labels: pod.labels }, port) === measured ? [] : [`${name} → ${title(object)}:${port.number}`];
          }),
        );
      });
    },
  },
  {
    says: "opens only the edge to the world, in the way that was chosen",
    check: (render, world) =>
      render.objects.flatMap((object) => {
        const type = String(at(object.value, ["spec", "type"]) ?? "ClusterIP");
        const door = ["Ingress", "HTTPRoute", "IngressRoute", "VirtualService"].includes(object.kind) || (object.kind === "Service" && type !== "ClusterIP");
        if (!door) return [];
        const chart = chartOf(object, world);
        const values = valuesOf(render, world);
        const chosen = String(at(values, [...(render.chart === chart?.name ? [] : [chart?.name ?? ""]), "exposure", "type"]));
        const kinds: Readonly<Record<string, string>> = { Ingress: "ingress", HTTPRoute: "gateway", IngressRoute: "traefik", VirtualService: "istio", NodePort: "nodePort", LoadBalancer: "loadBalancer" };
        return chart?.kind === "edge" && kinds[object.kind === "Service" ? type : object.kind] === chosen ? [] : [`${title(object)}, although exposure.type is ${chosen}`];
      }),
  },
  {
    says: "takes every image from the registry that is named for all",
    check: (render, world) => {
      const registry = at(valuesOf(render, world), ["global", "imageRegistry"]);
      const brought = JSON.stringify(render.values);
      return registry === "" || registry === undefined
        ? []
        : render.objects.flatMap((o) => (workload(o)?.containers ?? []).flatMap((c) => (String(c.value["image"]).startsWith(`${String(registry)}/`) || brought.includes(JSON.stringify(c.value["image"])) ? [] : [`${title(o)}, ${c.name}: ${String(c.value["image"])}`])));
    },
  },
  {
    says: "renders nothing of a store that the site brings",
    check: (render, world) =>
      render.chart !== "openim"
        ? []
        : render.objects.flatMap((o) => {
            const key = chartOf(o, world)?.component.key;
            const brought = key === undefined ? undefined : openim(render, world, key, "addresses");
            return Array.isArray(brought) && brought.length > 0 ? [title(o)] : [];
          }),
  },
  {
    says: "leaves no trace of being watched where that is off",
    check: (render, world) => {
      const watched = ["enabled", "operator"].some((key) => openim(render, world, "observability", key) === true);
      const kinds = world.plan.charts.filter((c) => c.component.switch !== undefined).map((c) => c.name);
      return watched || kinds.includes(render.chart)
        ? []
        : render.objects.flatMap((o) => (!kinds.includes(chartOf(o, world)?.name ?? "") && /prometheus|alertmanager|grafana|loki|alloy|exporter/i.test(JSON.stringify({ ...o.value, data: undefined, stringData: undefined })) ? [title(o)] : []));
    },
  },
  {
    says: "limits no CPU: what is throttled answers late for nothing",
    check: (render) => render.objects.flatMap((o) => (workload(o)?.containers ?? []).flatMap((c) => (at(c.value, ["resources", "limits", "cpu"]) === undefined ? [] : [`${title(o)}, ${c.name}`]))),
  },
  {
    says: "gives a token to pods of those charts only that need one",
    check: (render, world) =>
      render.objects.flatMap((o) => {
        const extra = chartOf(o, world)?.component.extra;
        const wanted = extra?.["credentials"] === true || extra?.["kubernetesAPI"] === true;
        const token = at(podTemplate(o), ["spec", "automountServiceAccountToken"]);
        return podTemplate(o) === undefined || token === wanted ? [] : [`${title(o)}: ${String(token)}`];
      }),
  },
];

/** The same policy may look at several kinds. */
function byCode(all: readonly Invariant[]): readonly Invariant[] {
  return [...new Set(all.map((i) => i.says))].map((says) => ({ says, check: (render, world) => all.filter((i) => i.says === says).flatMap((i) => i.check(render, world)) }));
}

/** Connections that are in no graph, each with its reason: sender, receiver, both by the name label. */
const beside: readonly { readonly from: RegExp; readonly to: RegExp; readonly because: string }[] = [
  { from: /^[a-z-]+-(setup|topics)$/, to: /^[a-z-]+$/, because: "a Job that sets a store up connects to that store" },
  { from: /^[a-z-]+-exporter$/, to: /^[a-z-]+$/, because: "an exporter reads the figures of its store" },
];

function theGraph(render: Render, world: World): readonly Violation[] {
  if (render.chart !== "openim") return [];
  const values = valuesOf(render, world);
  const name = (o: Rendered): string => workload(o)?.labels["app.kubernetes.io/name"] ?? "";
  const pods = render.objects.filter((o) => workload(o) !== undefined);
  const open = new Set(pods.filter((o) => wallsOff(o, values)).map(name));
  const there = new Set(pods.map(name));
  // Members speak to each other where there are members: then their pods list the port.
  const listed = new Set(pods.flatMap((o) => listeningOf(workload(o) as Workload).map((port) => `${name(o)}:${port.number}`)));
  const watched = openim(render, world, "observability", "enabled") === true;
  const edges = world.plan.edges.filter((e) => there.has(e.from) && there.has(e.to) && (e.metrics !== true || watched) && (e.peer !== true || listed.has(`${e.to}:${e.number}`)));
  const line = (e: Edge): string => `${e.from} → ${e.to}:${e.number}`;
  const wanted = new Set(edges.map(line));
  const allowed = new Set(connections(render.objects).filter((c) => !open.has(name(c.from)) && !open.has(name(c.to))).map((c) => `${name(c.from)} → ${name(c.to)}:${c.port}`));
  const excused = (text: string): boolean => {
    const [, from = "", to = ""] = /^(\S+) → (\S+):\d+$/.exec(text) ?? [];
    return beside.some((b) => b.from.test(from) && b.to.test(to) && from.startsWith(`${to}-`));
  };
  return [
    ...[...allowed].filter((text) => !wanted.has(text) && !excused(text)).map((text) => `${text} is allowed, and no edge of the graph`),
    ...edges.filter((e) => !open.has(e.from) && !open.has(e.to) && !allowed.has(line(e))).map((e) => `${line(e)} is an edge of the graph, and not allowed`),
  ];
}

function metricsPorts(chart: ChartPlan | undefined): readonly number[] {
  return (chart?.component.ports ?? []).filter((p) => p.metrics === true).map((p) => p.number);
}

/** Labels that selectors of one render look for. */
export function selectorsOf(objects: readonly Rendered[]): readonly { readonly object: Rendered; readonly selector: JsonObject }[] {
  const paths: Readonly<Record<string, readonly string[]>> = {
    Service: ["spec", "selector"],
    PodDisruptionBudget: ["spec", "selector", "matchLabels"],
    NetworkPolicy: ["spec", "podSelector", "matchLabels"],
    Deployment: ["spec", "selector", "matchLabels"],
    StatefulSet: ["spec", "selector", "matchLabels"],
    PodMonitor: ["spec", "selector", "matchLabels"],
  };
  const own = objects.flatMap((object) => {
    const selector = at(object.value, paths[object.kind] ?? ["-"]) as JsonObject | undefined;
    return selector === undefined ? [] : [{ object, selector }];
  });
  // Rules of policies, spreads and affinities look for pods as well.
  const inner = objects.flatMap((object) => found(object.value).map((selector) => ({ object, selector })));
  return [...own, ...inner];
}

function found(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(found);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (["podSelector", "labelSelector"].includes(key) ? [at(child as JsonObject, ["matchLabels"]) as JsonObject | undefined].filter((s): s is JsonObject => s !== undefined && items([s]).length > 0) : found(child)));
}

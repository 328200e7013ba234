import type { Catalog, Component, Port } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Edge } from "../model/plan.ts";
import { byName } from "../model/tree.ts";
import { clientPort, measured, metricsPorts, storesOf } from "./graph.ts";
import { routes } from "./routes.ts";
import { secrets, variables, type SecretPlan } from "./secrets.ts";
import { shortName, wires, wiringText } from "./wiring.ts";
import type { GlobalUse } from "./global-schema.ts";

/** What a kind's templates see of one component, and what the chart therefore reads of `global.openim`. */
export interface View {
  readonly data: JsonObject;
  readonly use: GlobalUse;
  readonly features: Readonly<Record<string, boolean>>;
}

const appProtocols: Readonly<Record<Port["protocol"], string>> = { http: "http", ws: "kubernetes.io/ws", grpc: "kubernetes.io/h2c", tcp: "tcp" };

/** Decides names, ports, wiring and features of one chart. */
export function view(catalog: Catalog, component: Component, edges: readonly Edge[]): View {
  const stores = storesOf(component).flatMap((name) => {
    const store = catalog.components.get(name);
    return store?.key === undefined ? [] : [{ name, key: store.key, title: store.title ?? name, port: clientPort(store).number, wait: store.wait ?? "tcp", mounts: store.extra["mounts"] ?? [] }];
  });
  const vars = variables(catalog, component);
  const known = secrets(catalog);
  const ownSecret = component.secret === undefined ? [] : [component.name];
  // One chart makes all Secrets that are generated; the others know those that they read.
  const maker = component.extra["credentials"] === true;
  const made = maker ? [...known.values()].filter((s) => s.entry.generated !== false) : [];
  const files = (component.files ?? []).flatMap((id, i) => {
    const file = catalog.config.get(id);
    return file === undefined ? [] : [{ id, file: file.name, own: i === 0, wiring: wiringText(wires(catalog, file, component)).replaceAll("<% name %>", component.name) }];
  });
  const part = catalog.release.parts[component.part ?? ""];
  const consumes = component.consumes ?? [];
  // Those that wait or prepare log in as well, whether or not the process itself reads the password.
  const waiting = [...(stores.some((w) => w.wait === "etcd") ? ["etcd"] : []), ...(consumes.length > 0 ? ["kafka"] : [])];
  // Stores with a door in front: every client reads their Secret.
  const logins = stores.filter(({ name }) => catalog.components.get(name)?.extra["login"] !== undefined);
  const usedSecrets = [...new Set([...vars.flatMap((v) => v.secret ?? []), ...ownSecret, ...waiting, ...logins.map((s) => s.name), ...made.map((s) => s.name)])].sort(byName).flatMap((n) => known.get(n) ?? []);
  const behindLogin = component.extra["login"] !== undefined;
  const ownEtcd = vars.filter((v) => v.secret === "etcd" && v.condition === undefined);
  const grpc = component.ports.find((p) => p.name === "grpc");
  const registers = component.registers !== undefined && component.selfHealing !== true && grpc !== undefined;
  const scalable = component.scaling?.max !== 1 && component.group === "modules";
  const features = {
    service: component.ports.some((p) => p.service),
    serviceAccount: true,
    scalable,
    singleton: component.scaling?.max === 1,
    consumes: consumes.length > 0,
    waits: stores.length > 0,
  };
  const scripts = [...(registers ? ["registered.sh"] : []), ...(stores.length > 0 ? ["wait.sh"] : []), ...(consumes.length > 0 ? ["prepare-kafka.sh"] : [])];
  const ownPort = component.key === undefined ? undefined : clientPort(component);
  // Pods that belong to the component and are not its own: those of its setup Job here, those of its exporter below.
  const beside = ownPort === undefined || component.extra["setup"] !== true ? [] : [`${component.name}-setup`];
  const inward = [...edges.filter((e) => e.to === component.name && e.peer !== true && e.metrics !== true), ...beside.map((from) => ({ from, number: ownPort?.number ?? 0 }))];
  const callers = groupCallers(inward);
  const calls = edges.filter((e) => e.from === component.name && e.peer !== true && !e.store && e.metrics !== true).map((e) => ({ to: e.to, port: e.number }));
  const peers = component.ports.filter((p) => p.peer);

  const data = {
    ...component.extra,
    ...routes(catalog, component),
    name: component.name,
    short: shortName(component.name),
    title: component.title ?? component.name,
    description: component.description,
    key: component.key ?? "",
    binary: component.binary ?? "",
    programs: part?.programs ?? "",
    features,
    stores,
    logins,
    secrets: usedSecrets.map((secret) => secretView(secret, component.name)),
    generated: maker ? [] : usedSecrets.filter((secret) => secret.entry.generated !== false).map((secret) => secretView(secret, component.name)),
    files,
    scripts,
    env: vars.map((v) => ({ ...v })),
    encoded: vars.filter((v) => v.encoded === true).map((v) => v.name),
    podIP: registers,
    etcdLogin: stores.some((w) => w.wait === "etcd"),
    consumes,
    registration: registers
      ? {
          service: component.registers ?? "",
          port: grpc.number,
          username: ownEtcd.find((v) => v.key === "username")?.name ?? "",
          password: ownEtcd.find((v) => v.key === "password")?.name ?? "",
        }
      : "",
    initContainers: stores.length > 0 || consumes.length > 0,
    ports: component.ports,
    servicePorts: component.ports.filter((p) => p.service).map((p) => ({ ...p, appProtocol: appProtocols[p.protocol] })),
    clientPort: ownPort ?? "",
    probes: behindLogin ? numbered(component) : { ...component.probes },
    drain: component.drain ?? 0,
    scaling: component.scaling ?? {},
    callers,
    calls,
    peers,
    dns: stores.length > 0 || calls.length > 0 || peers.length > 0,
    metrics: metricsView(component, edges),
    scrapes: component.needs.metrics === true ? scrapes(catalog, component) : [],
    targets: component.needs.metrics === true ? targets(catalog) : [],
  } as unknown as JsonObject;

  return {
    data,
    features,
    use: {
      stores: [...new Set([...stores.map((s) => s.key), ...(component.key === undefined ? [] : [component.key]), ...made.flatMap((s) => s.store ?? [])])],
      secrets: usedSecrets.filter((s) => s.store === undefined).map((s) => s.name),
      config: (component.files ?? []).slice(1),
      publicURL: files.some((f) => f.wiring.includes(".publicURL")) || component.extra["publicURL"] === true,
      credentials: maker,
    },
  };
}

/** Probes with the numbers of ports for their names, which only the container knows that has them: here the one that asks for the login. */
function numbered(component: Component): JsonObject {
  const number = (name: string) => component.ports.find((p) => p.name === name)?.number ?? name;
  return Object.fromEntries(Object.entries(component.probes ?? {}).map(([when, probe]) => [when, "http" in probe ? { ...probe, http: number(probe.http) } : "tcp" in probe ? { ...probe, tcp: number(probe.tcp) } : probe]));
}

function secretView(secret: SecretPlan, chart: string): JsonObject {
  const ours = `include "${chart}.ours" .Values.global.openim.${secret.valuePath}`;
  const keys = Object.entries(secret.entry.keys).filter(([, k]) => k.optional !== true);
  return {
    name: secret.name,
    object: secret.name,
    description: secret.entry.description,
    valuePath: secret.valuePath,
    // Helm condition under which it is made here.
    made: secret.switch === undefined ? ours : `and .Values.global.openim.${secret.switch}.enabled (${ours})`,
    keys: keys.map(([key, k]) => ({ key, length: k.generate ?? 0, value: k.value ?? "" })),
  };
}

/** The ports that answer Prometheus, whose pods have them, and who reads them. Empty text without any. */
function metricsView(component: Component, edges: readonly Edge[]): Json {
  const ports = metricsPorts(component);
  if (ports.length === 0) return "";
  const pods = [...new Set(ports.map((p) => p.pods ?? component.name))];
  return {
    ports,
    own: ports.filter((p) => p.pods === undefined),
    exporters: ports.flatMap((p) => p.pods ?? []),
    pods,
    readers: [...new Set(edges.filter((e) => e.metrics === true && pods.includes(e.to)).map((e) => e.from))],
  } as unknown as Json;
}

/** Every component that answers Prometheus, with the pods that do. */
function scrapes(catalog: Catalog, reader: Component): readonly JsonObject[] {
  return measured(catalog).map((c) => ({ name: c.name, own: c === reader, ports: metricsPorts(c).map((p) => ({ name: p.name, number: p.number, pods: p.pods ?? c.name })) }));
}

/** Every port that answers Prometheus, by its name and that of its pods, and the component that it tells of. */
function targets(catalog: Catalog): readonly JsonObject[] {
  return measured(catalog).flatMap((c) => metricsPorts(c).map((p) => ({ component: c.name, port: p.name, pods: p.pods ?? c.name, exporter: p.pods !== undefined })));
}

function groupCallers(edges: readonly Pick<Edge, "from" | "number">[]): readonly { readonly port: number; readonly names: readonly string[] }[] {
  const ports = new Map<number, Set<string>>();
  for (const edge of edges) ports.set(edge.number, (ports.get(edge.number) ?? new Set()).add(edge.from));
  return [...ports].sort(([a], [b]) => a - b).map(([port, names]) => ({ port, names: [...names].sort(byName) }));
}

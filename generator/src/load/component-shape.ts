import type { Block } from "./check-shape.ts";

export const imageShape: Block = { keys: { registry: "text", repository: "text", tag: "text", digest: "text", architectures: { list: "text" } }, required: ["registry", "repository", "tag"] };
const quantities = { map: "any" } as const;
export const resourcesShape: Block = { keys: { requests: quantities, limits: quantities }, required: [] };
const probe: Block = { keys: { tcp: "text", http: "text", path: "text", registration: "flag", process: "text" }, required: [] };
const secretKey: Block = { keys: { description: "text", generate: "whole", value: "text", optional: "flag" }, required: ["description"] };
export const secretShape: Block = { keys: { description: "text", generated: "flag", keys: { map: secretKey } }, required: ["description", "keys"] };
const alert: Block = {
  keys: { alert: "text", expr: "text", for: "text", severity: ["critical", "warning", "info"], summary: "text", description: "text" },
  required: ["alert", "expr", "for", "severity", "summary", "description"],
};
const port: Block = {
  keys: { name: "name", number: "whole", protocol: ["http", "grpc", "ws", "tcp"], key: "text", service: "flag", metrics: "flag", peer: "flag", udp: "flag", pods: "text" },
  required: ["name", "number", "protocol"],
};

const query: Block["keys"] = { expr: "text", legend: "text" };
const panel: Block = {
  keys: { ...query, title: "text", description: "text", type: ["timeseries", "stat", "logs"], unit: "text", bad: "number", more: { list: { keys: query, required: ["expr"] } } },
  required: ["title", "expr"],
};
const row: Block = { keys: { title: "text", each: ["grpc", "panels"], panels: { list: panel } }, required: [] };
const dashboard: Block = { keys: { uid: "text", title: "text", logs: "flag", rows: { list: row } }, required: ["uid", "title", "rows"] };
const route: Block = {
  keys: { path: "text", to: "text", kind: ["api", "gateway", "objects", "page"], fixedPort: "whole", requestApi: "flag", openedBy: "text", blocked: { list: "text" }, closed: { list: { keys: { path: "text", openedBy: "text" }, required: ["path", "openedBy"] } } },
  required: ["path", "to", "kind"],
};

/** Facts that one rule or one step of the plan looks up, and that have no place in a component's type: they stay in its `extra`. */
export const factKeys: Block["keys"] = {
  // Store: certificates for its clients. Door: where its paths lead.
  mounts: { list: { keys: { name: "text", path: "text", secret: "text" }, required: ["name", "path", "secret"] } },
  routes: { list: route },
  // Door: modules whose pages find their endpoints from the page's own address.
  pages: { list: "text" },
  // Settings that hold an address which clients use.
  clientAddresses: { list: "text" },
  publicURL: "flag",
  credentials: "flag",
  // Store: a site's own may be without login.
  anonymous: "flag",
  // Store: whoever comes logs in with its Secret, at a door beside the server. The server listens on 127.0.0.1 at `port`; `open` are paths without login.
  login: { keys: { port: "whole", open: { list: "text" } }, required: ["port", "open"] },
  // A Job beside it sets it up, and its pods are called <name>-setup.
  setup: "flag",
  // Talks to the Kubernetes API, so its token is mounted.
  kubernetesAPI: "flag",
  // Store: settings that describe a site's own and do not fit the built-in one.
  externalOnly: { list: "text" },
  // Store: settings, or values of a setting, that this release cannot work with, and what to do instead.
  refused: { map: "any" },
  // What Grafana draws: whole dashboards, and the panels that a store brings for itself.
  dashboards: { list: dashboard },
  panels: { list: panel },
  // Store: settings that mean nothing without another one.
  requires: { list: { keys: { setting: "text", needs: "text", reason: "text" }, required: ["setting", "needs", "reason"] } },
  // Values that are a share of the memory of the main container: `of` is a path below its resources; `unit` of a bare number.
  memoryShares: { list: { keys: { value: "text", of: ["limits.memory"], atMost: "number", leave: "text", unit: ["Mi", "Gi"] }, required: ["value", "of", "atMost"] } },
  // Store: the value that limits its connections (`default` where the server has one of its own), and how much memory each takes, and how many are not for pools.
  connections: { keys: { value: "text", default: "whole", each: "text", reserve: "whole" }, required: ["value"] },
  // Store: its clients use the first address alone, `unless` settings are so.
  oneAddress: { keys: { unless: { map: "text" } }, required: [] },
  // Store: a command in one of its pods that prints its topics, one a line, for `scripts/openim status`.
  listTopics: { list: "text" },
  // Store: the size of a volume that is full as soon as it begins, for `gen faults`, where one page is too small to tell.
  fullAt: "text",
  // Store: a command in one of its pods that deletes the topic named after it, for `gen faults`.
  deleteTopic: { list: "text" },
};

/** A component's file, as model/catalog.ts describes it. What else stands there is for the templates of its kind (check-extras.ts). */
export const componentShape: Block = {
  open: true,
  required: ["name", "kind", "description"],
  keys: {
    name: "name",
    kind: "text",
    title: "text",
    description: "text",
    enabled: "flag",
    part: "text",
    binary: "text",
    image: "text",
    images: { map: imageShape },
    files: { list: "text" },
    ports: { list: port },
    needs: { keys: { stores: { list: "text" }, modules: { list: "text" }, optional: { list: "text" }, metrics: "flag" }, required: [] },
    registers: "text",
    selfHealing: "flag",
    consumes: { list: { keys: { topic: "text", group: "text" }, required: ["topic", "group"] } },
    probes: { keys: { startup: probe, readiness: probe, liveness: probe }, required: [] },
    drain: "whole",
    scaling: { keys: { max: "whole", reason: "text", partitions: "flag" }, required: [] },
    resources: resourcesShape,
    key: "text",
    wait: ["tcp", "etcd", "redis"],
    modes: { list: ["builtin", "external", "off"] },
    switch: ["observability"],
    alerts: { list: alert },
    settings: { map: { map: "any" } },
    offers: { map: "text" },
    secret: secretShape,
    values: { map: "any" },
    ...factKeys,
  },
};

import { at, objectsIn, type Json, type JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import { byName } from "../model/tree.ts";

/** One way in which the charts are installed, and what Kubernetes gets then. */
export interface Installed {
  readonly name: string;
  /** Values of the umbrella. */
  readonly values: JsonObject;
  readonly objects: readonly { readonly kind: string; readonly name: string; readonly value: JsonObject }[];
  readonly pods: readonly { readonly owner: string; readonly spec: JsonObject; readonly containers: readonly JsonObject[] }[];
  /** Secrets that the charts make, with their keys. */
  readonly made: ReadonlyMap<string, readonly string[]>;
}

/** Who connects to whom, and what an environment reaches outside: what a firewall must let through. */
export function portTable(plan: Plan, installed: readonly Installed[]): string {
  const udp = new Set(plan.charts.flatMap((c) => c.component.ports.filter((p) => p.udp === true).map((p) => `${c.name} ${p.name}`)));
  const use = (e: Plan["edges"][number]): string => (e.metrics === true ? "metrics, while they are switched on" : e.peer === true ? "members among themselves" : e.store ? "store" : "module");
  const inside = plan.edges.map((e) => [e.from, e.to, String(e.number), udp.has(`${e.to} ${e.port}`) ? "TCP, UDP" : "TCP", e.port, use(e)]);
  return document(
    "Ports",
    "Connections within the namespace. The charts' NetworkPolicies let these through and nothing else.",
    table(["From", "To", "Port", "Protocol", "Name", "For"], inside),
    ...installed.flatMap(({ name, values, objects }) => {
      const outside = Object.entries((at(values, ["global", "openim"]) ?? {}) as JsonObject).flatMap(([store, block]) => strings(at(block, ["addresses"])).map((address) => [store, address]));
      const services = objects.filter((o) => o.kind === "Service").map((o) => [o.name, String(at(o.value, ["spec", "type"]) ?? "ClusterIP"), objectsIn(at(o.value, ["spec", "ports"])).map((p) => `${String(p["port"])}/${String(p["protocol"] ?? "TCP")} (${String(p["name"])})`).join(", ")]);
      return [`## ${name}`, "Services:", table(["Service", "Type", "Ports"], services), ...(outside.length === 0 ? [] : ["Reached outside the cluster:", table(["Store", "Address"], outside)])];
    }),
  );
}

/** Every Secret that a pod reads: which keys, who reads it, and who makes it. */
export function secretTable(installed: readonly Installed[]): string {
  return document(
    "Secrets",
    "Names are those of an installation called `openim`. Keys without a name are taken as a whole.",
    ...installed.flatMap(({ name, objects, pods, made }) => {
      const found = new Map<string, { readonly keys: Set<string>; readonly readers: Set<string> }>();
      const add = (secret: Json | undefined, key: Json | undefined, reader: string): void => {
        if (typeof secret !== "string") return;
        const entry = found.get(secret) ?? { keys: new Set(), readers: new Set() };
        if (typeof key === "string") entry.keys.add(key);
        found.set(secret, { keys: entry.keys, readers: entry.readers.add(reader) });
      };
      for (const { owner, spec, containers } of pods) {
        for (const c of containers) {
          for (const e of objectsIn(c["env"])) add(at(e, ["valueFrom", "secretKeyRef", "name"]), at(e, ["valueFrom", "secretKeyRef", "key"]), owner);
          for (const e of objectsIn(c["envFrom"])) add(at(e, ["secretRef", "name"]), undefined, owner);
        }
        for (const v of objectsIn(spec["volumes"])) {
          const items = objectsIn(at(v, ["secret", "items"]));
          for (const item of items) add(at(v, ["secret", "secretName"]), item["key"], owner);
          if (items.length === 0) add(at(v, ["secret", "secretName"]), undefined, owner);
        }
        for (const s of objectsIn(spec["imagePullSecrets"])) add(s["name"], undefined, "the kubelet, for pulling images");
      }
      const rendered = new Set(objects.filter((o) => o.kind === "Secret").map((o) => o.name));
      const maker = (secret: string): string => (rendered.has(secret) ? "a chart" : made.has(secret) ? "a Job of the charts" : "the site");
      const rows = [...found].sort(([a], [b]) => byName(a, b)).map(([secret, { keys, readers }]) => [secret, [...keys].sort(byName).join(", "), maker(secret), [...readers].sort(byName).join(", ")]);
      return [`## ${name}`, table(["Secret", "Keys", "Made by", "Read by"], rows)];
    }),
  );
}

/** Every role that is asked for, with its rules, and who has it. */
export function roleTable(installed: readonly Installed[]): string {
  return document(
    "Roles",
    "What the pods may ask of Kubernetes. Nobody else has a token.",
    ...installed.flatMap(({ name, objects }) => {
      const roles = objects.filter((o) => /^(Cluster)?Role$/.test(o.kind));
      const rows = roles.flatMap((role) => {
        const bound = objects.filter((o) => o.kind.endsWith("RoleBinding") && at(o.value, ["roleRef", "name"]) === role.name && at(o.value, ["roleRef", "kind"]) === role.kind);
        const accounts = bound.flatMap((b) => objectsIn(b.value["subjects"]).map((s) => String(s["name"])));
        return objectsIn(role.value["rules"]).map((rule) => [`${role.kind} ${role.name}`, strings(rule["resources"]).map((r) => resource(r, strings(rule["apiGroups"]))).join(", "), strings(rule["verbs"]).join(", "), strings(rule["resourceNames"]).join(", ") || "any", accounts.join(", ")]);
      });
      return [`## ${name}`, rows.length === 0 ? "None." : table(["Role", "Resources", "Verbs", "Names", "Service accounts"], rows)];
    }),
  );
}

function resource(name: string, groups: readonly string[]): string {
  const group = groups.filter((g) => g !== "").join("|");
  return group === "" ? name : `${name}.${group}`;
}

function document(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter((v): v is string => typeof v === "string") : [];
}

import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { immutableChanges } from "./immutable-changes.ts";
import { readObjects } from "./objects.ts";
import { pathText } from "./workloads.ts";

const claim = (size: string) => [{ metadata: { name: "data" }, spec: { resources: { requests: { storage: size } } } }];
const hook = { "helm.sh/hook": "test", "helm.sh/hook-delete-policy": "before-hook-creation" };

interface Row {
  readonly says: string;
  readonly kind: string;
  readonly from: JsonObject;
  readonly to: JsonObject;
  readonly want?: readonly string[];
}

const rows: readonly Row[] = [
  { says: "an image", kind: "Deployment", from: { spec: { template: { image: 1 } } }, to: { spec: { template: { image: 2 } } } },
  { says: "a selector", kind: "Deployment", from: { spec: { selector: { matchLabels: { a: "1" } } } }, to: { spec: { selector: { matchLabels: { a: "2" } } } }, want: ["spec.selector.matchLabels.a"] },
  { says: "a label more in a selector", kind: "DaemonSet", from: { spec: { selector: { matchLabels: {} } } }, to: { spec: { selector: { matchLabels: { a: "2" } } } }, want: ["spec.selector.matchLabels.a"] },
  { says: "replicas and template", kind: "StatefulSet", from: { spec: { replicas: 1, template: 1 } }, to: { spec: { replicas: 3, template: 2 } } },
  { says: "the Service", kind: "StatefulSet", from: { spec: { serviceName: "a" } }, to: { spec: { serviceName: "b" } }, want: ["spec.serviceName"] },
  { says: "how pods are started", kind: "StatefulSet", from: { spec: {} }, to: { spec: { podManagementPolicy: "Parallel" } }, want: ["spec.podManagementPolicy"] },
  { says: "a claim's size", kind: "StatefulSet", from: { spec: { volumeClaimTemplates: claim("1Gi") } }, to: { spec: { volumeClaimTemplates: claim("2Gi") } }, want: ["spec.volumeClaimTemplates[0].spec.resources.requests.storage"] },
  { says: "claims that are gone", kind: "StatefulSet", from: { spec: { volumeClaimTemplates: claim("1Gi") } }, to: { spec: {} }, want: ["spec.volumeClaimTemplates"] },
  { says: "the history that is kept", kind: "StatefulSet", from: { spec: { revisionHistoryLimit: 1 } }, to: { spec: { revisionHistoryLimit: 2 } }, want: ["spec.revisionHistoryLimit"] },
  { says: "pods of a Job", kind: "Job", from: { spec: { template: { image: 1 } } }, to: { spec: { template: { image: 2 } } }, want: ["spec.template.image"] },
  { says: "patience of a Job", kind: "Job", from: { spec: { backoffLimit: 1 } }, to: { spec: { backoffLimit: 2 } } },
  { says: "a Job that is made anew", kind: "Job", from: { metadata: { annotations: hook }, spec: { template: 1 } }, to: { metadata: { annotations: hook }, spec: { template: 2 } } },
  { says: "pods of a CronJob", kind: "CronJob", from: { spec: { jobTemplate: 1 } }, to: { spec: { jobTemplate: 2 } } },
  { says: "a Service that becomes headless", kind: "Service", from: { spec: { ports: [] } }, to: { spec: { ports: [], clusterIP: "None" } }, want: ["spec.clusterIP"] },
  { says: "a Service with other ports", kind: "Service", from: { spec: { ports: [{ port: 1 }] } }, to: { spec: { ports: [{ port: 2 }], type: "NodePort" } } },
  { says: "a bigger claim", kind: "PersistentVolumeClaim", from: { spec: { resources: { requests: { storage: "1Gi" } } } }, to: { spec: { resources: { requests: { storage: "2Gi" } } } } },
  { says: "another class of a claim", kind: "PersistentVolumeClaim", from: { spec: { storageClassName: "a" } }, to: { spec: { storageClassName: "b" } }, want: ["spec.storageClassName"] },
  { says: "another Role", kind: "RoleBinding", from: { roleRef: { kind: "Role", name: "a" } }, to: { roleRef: { kind: "Role", name: "b" } }, want: ["roleRef.name"] },
  { says: "the type of a Secret", kind: "Secret", from: { type: "Opaque" }, to: { type: "kubernetes.io/tls" }, want: ["type"] },
  { says: "a ConfigMap", kind: "ConfigMap", from: { data: { a: "1" } }, to: { data: { a: "2" } } },
  { says: "a ConfigMap that cannot change", kind: "ConfigMap", from: { immutable: true, data: { a: "1" } }, to: { immutable: true, data: { a: "2" } }, want: ["data.a"] },
];

const render = (kind: string, value: JsonObject, name = "a") => readObjects(stringify({ kind, ...value, metadata: { name, ...((value["metadata"] ?? {}) as JsonObject) } }));

describe("immutableChanges", () => {
  it.each(rows)("$kind: $says", ({ kind, from, to, want = [] }) => {
    expect(immutableChanges(render(kind, from), render(kind, to)).map((c) => pathText(c.path))).toEqual(want);
  });

  it.each(rows)("$kind: $says, under another name", ({ kind, from, to }) => {
    expect(immutableChanges(render(kind, from), render(kind, to, "b"))).toEqual([]);
  });

  it.each(rows)("$kind: $says, unchanged", ({ kind, from }) => {
    expect(immutableChanges(render(kind, from), render(kind, from))).toEqual([]);
  });
});

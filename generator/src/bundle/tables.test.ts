import { expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { portTable, roleTable, secretTable, type Installed } from "./tables.ts";

const installed: Installed = {
  name: "prod",
  values: { global: { openim: { redis: { addresses: ["redis.acme.io:6379"] }, mongodb: { addresses: [] } } } },
  objects: [
    { kind: "Service", name: "openim-api", value: { spec: { ports: [{ name: "http", port: 10002 }] } } },
    { kind: "Service", name: "openim-edge", value: { spec: { type: "NodePort", ports: [{ name: "http", port: 80, protocol: "TCP" }] } } },
    { kind: "Role", name: "maker", value: { rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "create"] }, { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"], resourceNames: ["x"] }] } },
    { kind: "RoleBinding", name: "b", value: { roleRef: { kind: "Role", name: "maker" }, subjects: [{ kind: "ServiceAccount", name: "maker" }] } },
    { kind: "Secret", name: "own", value: {} },
  ],
  pods: [
    {
      owner: "Deployment api",
      spec: { volumes: [{ name: "v", secret: { secretName: "site", items: [{ key: "ca.pem" }] } }, { name: "w", secret: { secretName: "own" } }], imagePullSecrets: [{ name: "pull" }] },
      containers: [{ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "made", key: "password" } } }], envFrom: [{ secretRef: { name: "own" } }] }],
    },
    { owner: "Job setup", spec: {}, containers: [{ env: [{ name: "A", valueFrom: { secretKeyRef: { name: "made", key: "user" } } }] }] },
  ],
  made: new Map([["made", ["password", "user"]]]),
};

const plan = {
  charts: [{ name: "api", component: { ports: [{ name: "http", number: 10002 }] } }, { name: "alertmanager", component: { ports: [{ name: "peer", number: 9094, udp: true }] } }],
  edges: [
    { from: "api", to: "redis", port: "redis", number: 6379, store: true },
    { from: "alertmanager", to: "alertmanager", port: "peer", number: 9094, store: false, peer: true },
  ],
} as unknown as Plan;

it("says who connects to whom, and what is reached outside", () => {
  const text = portTable(plan, [installed]);
  for (const line of ["| api | redis | 6379 | TCP | redis | store |", "| alertmanager | alertmanager | 9094 | TCP, UDP | peer | members among themselves |", "| openim-edge | NodePort | 80/TCP (http) |", "| openim-api | ClusterIP | 10002/TCP (http) |", "| redis | redis.acme.io:6379 |"]) expect(text.split("\n")).toContain(line);
  expect(text).not.toContain("| mongodb |");
});

it("says who reads which Secret, and who makes it", () => {
  const lines = secretTable([installed]).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "| made | password, user | a Job of the charts | Deployment api, Job setup |",
      "| own |  | a chart | Deployment api |",
      "| pull |  | the site | the kubelet, for pulling images |",
      "| site | ca.pem | the site | Deployment api |",
    ]),
  );
});

it("says which roles there are", () => {
  const lines = roleTable([installed]).split("\n");
  expect(lines).toEqual(expect.arrayContaining(["| Role maker | secrets | get, create | any | maker |", "| Role maker | deployments.apps | get | x | maker |"]));
  expect(roleTable([{ ...installed, objects: [] }])).toContain("None.");
});

import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { addresses, answering } from "./addresses.ts";
import { readObjects } from "./objects.ts";

const labels = { name: "db" };
const objects = (config: string, env = "", command: readonly string[] = []) =>
  readObjects(
    [
      { kind: "Service", metadata: { name: "im-db" }, spec: { selector: labels, ports: [{ port: 27017, targetPort: "mongodb" }, { port: 9999, targetPort: "nothing" }] } },
      { kind: "Service", metadata: { name: "im-db-headless" }, spec: { clusterIP: "None", selector: labels, ports: [{ port: 27017 }] } },
      { kind: "StatefulSet", metadata: { name: "im-db" }, spec: { serviceName: "im-db-headless", template: { metadata: { labels }, spec: { containers: [{ name: "db", ports: [{ name: "mongodb", containerPort: 27018 }] }] } } } },
      { kind: "ConfigMap", metadata: { name: "im-api" }, data: { "api.yml": config } },
      { kind: "Deployment", metadata: { name: "im-api" }, spec: { template: { metadata: { labels: { name: "api" } }, spec: { containers: [{ name: "api", command: [...command], env: [{ name: "DB", value: env }] }], volumes: [{ name: "config", configMap: { name: "im-api" } }] } } } },
    ]
      .map((o) => `---\n${stringify(o)}`)
      .join(""),
  );

const rows: readonly { readonly says: string; readonly given: Parameters<typeof objects>; readonly values?: JsonObject; readonly want?: string }[] = [
  { says: "a Service and its port", given: ["uri: mongodb://user:pw@im-db:27017/x"] },
  { says: "a Service of the namespace, in full", given: ["uri: im-db.im.svc.cluster.local:27017"] },
  { says: "a member of a StatefulSet, by the pod's port", given: ["uri: im-db-0.im-db-headless.im.svc:27018"] },
  { says: "a Service whose domain is filled in at the start", given: ["server im-db.@DOMAIN@:27017 resolve;"] },
  { says: "a wrong Service whose domain is filled in at the start", given: ["server im-dbs.@DOMAIN@:27017 resolve;"], want: "im-dbs:27017 (ConfigMap im-api, api.yml)" },
  { says: "a site's server that a value names", given: ["uri: mongo-0.acme.io:27017"], values: { global: { addresses: ["mongo-0.acme.io:27017"] } } },
  { says: "what is no address", given: ["# see old-name:27017\nport: 27017\nlisten: 0.0.0.0:8080\nlocal: localhost:80\ntime: 2026-01-01T10:00:00\nimage: a/b:12.1", "max-size:100m"] },
  { says: "a Service that is not there", given: ["uri: im-bd:27017"], want: "im-bd:27017 (ConfigMap im-api, api.yml)" },
  { says: "a port that the Service has not", given: ["uri: im-db:27018"], want: "im-db:27018 (ConfigMap im-api, api.yml)" },
  { says: "a port of the Service that no container has", given: ["uri: im-db:9999"], want: "im-db:9999 (ConfigMap im-api, api.yml)" },
  { says: "a variable", given: ["", "http://im-db:80"], want: "im-db:80 (api, DB)" },
  { says: "an argument", given: ["", "", ["wait", "tcp://elsewhere:80"]], want: "elsewhere:80 (api, command)" },
  { says: "a server that no value names", given: ["uri: mongo-0.acme.io:27017"], want: "mongo-0.acme.io:27017 (ConfigMap im-api, api.yml)" },
];

describe("addresses", () => {
  it.each(rows)("$says", ({ given, values = {}, want }) => {
    const found = addresses(objects(...given), values);
    expect(found.map((d) => d.message)).toEqual(want === undefined ? [] : [`Deployment im-api is told to connect to ${want}, but no Service of this render answers there, and no value names it.`]);
    expect(found.every((d) => d.code === "dead-address")).toBe(true);
  });
});

it("says which pods answer, and at which port of theirs", () => {
  const found = answering(objects(""))("im-db", 27017);
  expect([found?.workload.name, found?.port]).toEqual(["im-db", 27018]);
});

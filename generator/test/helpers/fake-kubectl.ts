import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fake } from "./fake-openim.ts";
import { fakeCredentials } from "./fake-openim.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const labels = (name: string): object => ({ "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "openim", "app.kubernetes.io/part-of": "openim", "helm.sh/chart": `${name}-0.1.0` });
const fromSecret = (name: string, secret: string, key: string): object => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } });

const deployment = (name: string, env: readonly object[]): object => ({ metadata: { name, labels: labels(name) }, spec: { template: { spec: { containers: [{ env }] } } } });
const pod = (name: string, component: string, port: object, ready = "True"): object => ({
  metadata: { name, labels: labels(component) },
  spec: { containers: [{ ports: [port] }] },
  status: { conditions: [{ type: "Ready", status: ready }], containerStatuses: [{ image: "openim/openim-server:v3.8.3-patch.15", imageID: `docker.io/openim/openim-server@sha256:${"ab".repeat(32)}` }] },
});

/** A `kubectl` in a folder for PATH, which knows one installation and leads its ports to the fake. */
export function fakeKubectl(folder: string, fake: Fake): void {
  const objects = {
    "deployments,statefulsets": [
      deployment("openim-api", [fromSecret("IMENV_SHARE_SECRET", "site-im", "secret")]),
      deployment("openim-chat-rpc", [fromSecret("CHATENV_CHAT_RPC_CHAT_VERIFYCODE_SUPERCODE", "openim-chat", "super-code")]),
      deployment("openim-admin-rpc", [fromSecret("CHATENV_SHARE_CHATADMIN", "openim-chat", "admin-account")]),
    ],
    pods: [
      pod("api-1", "openim-api", { name: "http", containerPort: 10002 }),
      pod("admin-api-1", "openim-admin-api", { name: "http", containerPort: 10009 }),
      pod("gateway-0", "openim-msggateway", { name: "metrics", containerPort: 12140 }),
      pod("gateway-1", "openim-msggateway", { name: "metrics", containerPort: 12140 }),
      pod("gateway-2", "openim-msggateway", { name: "metrics", containerPort: 12140 }, "False"),
    ],
    secrets: {
      "site-im": { secret: base64(fakeCredentials.imSecret) },
      "openim-chat": { "super-code": base64(fakeCredentials.superCode), "admin-account": base64(fakeCredentials.adminAccount) },
    },
    ports: Object.fromEntries(Object.entries({ "pod/api-1": fake.inside.api, "pod/admin-api-1": fake.inside.adminApi, "pod/gateway-0": fake.inside.gateways[0], "pod/gateway-1": fake.inside.gateways[1] }).map(([name, url]) => [name, new URL(url).port])),
  };
  const program = `#!${process.execPath}
const objects = ${JSON.stringify(objects)};
const args = process.argv.slice(2);
const say = (value) => console.log(JSON.stringify(value));
const fail = (text) => { console.error(text); process.exit(1); };
if (args[0] === "version") { console.log("Client Version: v1.36.3"); process.exit(0); }
const rest = args.slice(args.indexOf("-n") + 2);
if (args[args.indexOf("-n") + 1] !== "im") { say({ items: [] }); process.exit(0); }
const [verb, what, name] = rest;
if (verb === "version") say({ serverVersion: { gitVersion: "v1.37.1" } });
else if (verb === "get" && what === "secret") objects.secrets[name] ? say({ data: objects.secrets[name] }) : fail("Error from server (NotFound): secrets \\"" + name + "\\" not found");
else if (verb === "get") {
  const component = /name=([\\w-]+)/.exec(rest.join(" "))?.[1];
  say({ items: objects[what].filter((o) => component === undefined || o.metadata.labels["app.kubernetes.io/name"] === component) });
} else if (verb === "port-forward") {
  const port = objects.ports[rest[3]];
  if (port === undefined) fail("error: no such pod " + rest.join(" "));
  console.log("Forwarding from 127.0.0.1:" + port + " -> 1");
  setInterval(() => {}, 1000);
} else fail("unknown: " + rest.join(" "));
`;
  writeFileSync(join(folder, "kubectl"), program);
  chmodSync(join(folder, "kubectl"), 0o755);
}

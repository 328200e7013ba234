import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { closedAddresses } from "./closed-addresses.ts";
import { readObjects } from "./objects.ts";

const deployment = (name: string, port: number, url = ""): JsonObject => ({ kind: "Deployment", metadata: { name }, spec: { template: { metadata: { labels: { name } }, spec: { containers: [{ name, ports: [{ containerPort: port }], env: [{ name: "URL", value: url }] }] } } } });
const wall = (name: string, ingress: readonly JsonObject[]): JsonObject => ({ kind: "NetworkPolicy", metadata: { name }, spec: { podSelector: { matchLabels: { name } }, ingress: [...ingress] } });
const read = (...more: readonly JsonObject[]) =>
  readObjects([deployment("web", 80, "http://im-api:80"), deployment("api", 8080), { kind: "Service", metadata: { name: "im-api" }, spec: { selector: { name: "api" }, ports: [{ port: 80, targetPort: 8080 }] } }, ...more].map((o) => `---\n${stringify(o)}`).join(""));

describe("closedAddresses", () => {
  const web = { podSelector: { matchLabels: { name: "web" } } };
  it.each([
    ["no policy", [], 0],
    ["a policy that lets it in at the pods' port", [wall("api", [{ from: [web], ports: [{ port: 8080 }] }])], 0],
    ["a policy that means the port of the Service", [wall("api", [{ from: [web], ports: [{ port: 80 }] }])], 1],
    ["a policy for somebody else", [wall("api", [{ from: [{ podSelector: { matchLabels: { name: "admin" } } }] }])], 1],
  ])("%s", (_, more, count) => expect(closedAddresses(read(...more)).map((d) => d.code)).toEqual(Array.from({ length: count }, () => "closed-address")));

  it("says who, where to, and where it is written", () => {
    expect(closedAddresses(read(wall("api", [])))[0]?.message).toBe("Deployment web is told to connect to port 8080 of Deployment api (web, URL), but the network policies of this render do not let it.");
  });
});

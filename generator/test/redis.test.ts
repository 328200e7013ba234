import { describe, expect, it } from "vitest";
import { at } from "../src/model/json.ts";
import { containers, podTemplate, type Rendered } from "../src/verify/objects.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const cluster = "global.openim.redis.redisMode=cluster";

function render(chart: string, ...set: readonly string[]): Promise<readonly Rendered[]> {
  if (helm === undefined) throw new Error("no helm");
  return renderChart({ helm, chart, set });
}

function of(objects: readonly Rendered[], kind: string): Rendered {
  const found = objects.find((o) => o.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

async function containerNames(...set: readonly string[]): Promise<readonly unknown[]> {
  return containers(podTemplate(of(await render("redis", ...set), "StatefulSet")) ?? {}).map((c) => c["name"]);
}

describe.skipIf(helm === undefined)("Redis", () => {
  it.each([
    { set: ["replicaCount=3"], says: "A standalone Redis is one server" },
    { set: [cluster, "replicaCount=1"], says: "A Redis cluster has 3 members" },
    { set: [cluster, "replicaCount=4"], says: "replicaCount" },
    { set: [cluster, "replicaCount=3", "global.openim.redis.db=1"], says: "only database 0" },
  ])("refuses $set", async ({ set, says }) => {
    await expect(render("redis", ...set)).rejects.toThrow(says);
  });

  it("has the companion in a cluster only", async () => {
    expect(await containerNames()).toEqual(["redis"]);
    expect(await containerNames(cluster, "replicaCount=3")).toEqual(["redis", "member"]);
  });

  it("lets its members ask each other and gossip, in both directions", async () => {
    const policy = of(await render("redis", cluster, "replicaCount=6"), "NetworkPolicy").value;
    const itself = { podSelector: { matchLabels: { "app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": "openim" } } };
    const ports = [{ port: 6379 }, { port: 16379 }];
    expect(at(policy, ["spec", "ingress"])).toContainEqual({ from: [itself], ports });
    expect(at(policy, ["spec", "egress"])).toContainEqual({ to: [itself], ports });
  });

  it("is given to modules with two addresses in a cluster, which is how they tell it from a single server", async () => {
    const addresses = async (...set: readonly string[]) => JSON.stringify((await render("openim-rpc-auth", ...set)).filter((o) => o.kind !== "Deployment")).match(/openim-redis:6379/g)?.length;
    expect([await addresses(), await addresses(cluster)]).toEqual([1, 2]);
  });
});

describe.skipIf(helm === undefined)("the object storage", () => {
  it("shows its metrics outside its pod only while observability is on", async () => {
    expect(JSON.stringify(await render("object-storage"))).not.toMatch(/metricsPort|9327/);
    const [server = {}] = containers(podTemplate(of(await render("object-storage", "global.openim.observability.enabled=true"), "StatefulSet")) ?? {});
    expect(server["command"]).toEqual(expect.arrayContaining(["-metricsPort=9327", "-metricsIp=0.0.0.0"]));
    expect(server["ports"]).toContainEqual({ name: "metrics", containerPort: 9327 });
  });
});

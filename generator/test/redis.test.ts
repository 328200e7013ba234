import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, inject, it } from "vitest";
import { at, type JsonObject } from "../src/model/json.ts";
import { containers, podTemplate, type Rendered } from "../src/verify/objects.ts";
import { realResult } from "./helpers/real.ts";
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

  it("takes no connection before it ends, and waits until the probe and the nodes can know", async () => {
    const pod = podTemplate(of(await render("redis"), "StatefulSet")) ?? {};
    const [server = {}] = containers(pod);
    const [shell, script, seconds] = at(server, ["lifecycle", "preStop", "exec", "command"]) as readonly string[];
    expect([shell, script]).toEqual(["sh", "/config/leave.sh"]);
    // kube-proxy gathers changes for a second.
    const probe = at(server, ["readinessProbe"]) as JsonObject;
    expect(Number(seconds)).toBeGreaterThan(Number(probe["periodSeconds"]) * Number(probe["failureThreshold"]) + 1);
    expect(Number(seconds)).toBeLessThan(Number(at(pod, ["spec", "terminationGracePeriodSeconds"])) / 2);
    expect(probe["tcpSocket"]).toEqual({ port: "redis" });

    const folder = mkdtempSync(join(inject("scratch"), "leave-"));
    writeFileSync(join(folder, "password"), "it's a secret");
    writeFileSync(join(folder, "leave.sh"), (realResult().tree?.get("charts/redis/scripts/leave.sh")?.toString() ?? "").replaceAll("/credentials/", `${folder}/`));
    writeFileSync(join(folder, "valkey-cli"), '#!/bin/sh\necho "$REDISCLI_AUTH: $*"\n', { mode: 0o755 });
    const { stdout } = await execa("sh", [join(folder, "leave.sh"), "0"], { env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } });
    expect(stdout).toBe("it's a secret: -h 127.0.0.1 -p 6379 config set port 0");
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

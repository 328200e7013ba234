import { describe, expect, it } from "vitest";
import { at, type JsonObject } from "../src/model/json.ts";
import { containers, podTemplate, title, type Rendered } from "../src/verify/objects.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");

function etcd(...set: readonly string[]): Promise<readonly Rendered[]> {
  if (helm === undefined) throw new Error("no helm");
  return renderChart({ helm, chart: "etcd", set });
}

function statefulSet(objects: readonly Rendered[]): Rendered {
  const found = objects.find((o) => o.kind === "StatefulSet");
  if (found === undefined) throw new Error("no StatefulSet");
  return found;
}

describe.skipIf(helm === undefined)("etcd", () => {
  it("grows from one member to three without a restart: nothing of the running pod and of its claim changes", async () => {
    const one = await etcd("replicaCount=1");
    const three = await etcd("replicaCount=3");
    const { replicas, ...kept } = at(statefulSet(one).value, ["spec"]) as JsonObject;
    const { replicas: more, ...still } = at(statefulSet(three).value, ["spec"]) as JsonObject;
    expect([replicas, more]).toEqual([1, 3]);
    expect(still).toEqual(kept);
    const members = [one, three].map((objects) => at(objects.find((o) => o.name === "openim-etcd-members")?.value ?? {}, ["data", "members"]));
    expect(members).toEqual(["openim-etcd-0", "openim-etcd-0 openim-etcd-1 openim-etcd-2"]);
    expect(three.map(title).filter((t) => !one.map(title).includes(t))).toEqual(["PodDisruptionBudget openim-etcd"]);
  });

  it.each(["2", "4", "7"])("refuses %s members", async (count) => {
    await expect(etcd(`replicaCount=${count}`)).rejects.toThrow("replicaCount");
  });

  it("is ready only when its companion says that authentication is on, and has no Job that would not run again", async () => {
    const objects = await etcd();
    expect(objects.filter((o) => o.kind === "Job")).toEqual([]);
    const auth = containers(podTemplate(statefulSet(objects)) ?? {}).find((c) => c["name"] === "auth");
    expect(at(auth ?? {}, ["readinessProbe", "exec", "command"])).toEqual(["test", "-e", "/tmp/usable"]);
    const script = String(at(objects.find((o) => title(o) === "ConfigMap openim-etcd")?.value ?? {}, ["data", "auth.sh"]));
    expect(script).toContain("touch /tmp/usable");
  });

  it("signs tokens that live on, with a key that members share and that no other Secret has", async () => {
    const join = String(at((await etcd()).find((o) => title(o) === "ConfigMap openim-etcd")?.value ?? {}, ["data", "join.sh"]));
    expect(join).toMatch(/auth-token: jwt,sign-method=HS256,priv-key=(\S+),ttl=87600h"/);
    const key = /priv-key=([^,]+),/.exec(join)?.[1] ?? "";
    expect(join).toMatch(new RegExp(`cat /credentials/root-password; } \\| sha256sum >${key}\n`));
  });

  it("restarts its members when a script or the configuration changes", async () => {
    const sum = async (...set: readonly string[]) => at(podTemplate(statefulSet(await etcd(...set))) ?? {}, ["metadata", "annotations", "checksum/config"]);
    expect(await sum()).toMatch(/^[0-9a-f]{64}$/);
    expect(await sum("quotaBackendBytes=1073741824")).not.toBe(await sum());
  });

  it("lets its members talk to each other on both ports, in both directions, and nobody else on theirs", async () => {
    const policy = (await etcd()).find((o) => o.kind === "NetworkPolicy")?.value ?? {};
    const itself = { podSelector: { matchLabels: { "app.kubernetes.io/name": "etcd", "app.kubernetes.io/instance": "openim" } } };
    const ports = [{ port: 2379 }, { port: 2380 }];
    expect(at(policy, ["spec", "ingress"])).toContainEqual({ from: [itself], ports });
    expect(at(policy, ["spec", "egress"])).toContainEqual({ to: [itself], ports });
    const ingress = at(policy, ["spec", "ingress"]) as readonly JsonObject[];
    expect(ingress.filter((rule) => JSON.stringify(rule).includes("2380"))).toHaveLength(1);
  });
});

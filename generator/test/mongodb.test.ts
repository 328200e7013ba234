import { describe, expect, it } from "vitest";
import { run } from "../src/io/run.ts";
import { at, type JsonObject } from "../src/model/json.ts";
import { containers, podTemplate, title, type Rendered } from "../src/verify/objects.ts";
import { realResult } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const observed = "global.openim.observability.enabled=true";

function mongodb(...set: readonly string[]): Promise<readonly Rendered[]> {
  if (helm === undefined) throw new Error("no helm");
  return renderChart({ helm, chart: "mongodb", set });
}

function statefulSet(objects: readonly Rendered[]): Rendered {
  const found = objects.find((o) => o.kind === "StatefulSet");
  if (found === undefined) throw new Error("no StatefulSet");
  return found;
}

describe.skipIf(helm === undefined)("MongoDB", () => {
  it("grows from one member to three without a restart: nothing of the running pod and of its claim changes", async () => {
    const one = await mongodb("replicaCount=1");
    const three = await mongodb("replicaCount=3");
    const { replicas, ...kept } = at(statefulSet(one).value, ["spec"]) as JsonObject;
    const { replicas: more, ...still } = at(statefulSet(three).value, ["spec"]) as JsonObject;
    expect([replicas, more]).toEqual([1, 3]);
    expect(still).toEqual(kept);
    const counts = [one, three].map((objects) => at(objects.find((o) => o.name === "openim-mongodb-members")?.value ?? {}, ["data", "count"]));
    expect(counts).toEqual(["1", "3"]);
    expect(three.map(title).filter((t) => !one.map(title).includes(t))).toEqual(["PodDisruptionBudget openim-mongodb"]);
  });

  it.each(["2", "4", "7"])("refuses %s members", async (count) => {
    await expect(mongodb(`replicaCount=${count}`)).rejects.toThrow("replicaCount");
  });

  it("lets its members talk to each other, in both directions", async () => {
    const policy = (await mongodb()).find((o) => o.kind === "NetworkPolicy")?.value ?? {};
    const itself = { podSelector: { matchLabels: { "app.kubernetes.io/name": "mongodb", "app.kubernetes.io/instance": "openim" } } };
    const ports = [{ port: 27017 }];
    expect(at(policy, ["spec", "ingress"])).toContainEqual({ from: [itself], ports });
    expect(at(policy, ["spec", "egress"])).toContainEqual({ to: [itself], ports });
  });

  it("has an exporter, its password and its port only while observability is on", async () => {
    const off = (await mongodb()).filter((o) => o.kind !== "ConfigMap");
    expect(JSON.stringify(off)).not.toMatch(/exporter|9216/);
    const pod = podTemplate(statefulSet(await mongodb(observed))) ?? {};
    expect(containers(pod).map((c) => c["name"])).toEqual(["mongodb", "member", "exporter"]);
    expect(JSON.stringify(pod)).toContain('"key":"exporter-password"');
  });

  it("asks the server in its own protocol: a message of the right length that holds { hello: 1, $db: admin }", async () => {
    const script = realResult().tree?.get("charts/mongodb/scripts/member.sh")?.toString() ?? "";
    const line = /^hello='.*'$/m.exec(script)?.[0] ?? "";
    const { stdout } = await run("bash", ["-c", `${line}; printf "$hello" | od -An -v -tx1 | tr -d ' \\n'`], {});
    const body = Buffer.concat([Buffer.from("\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0", "latin1")]);
    const int = (...values: readonly number[]): Buffer => Buffer.from(Int32Array.from(values).buffer);
    // Length, request, response, OP_MSG, flags; one section of kind 0 with one document.
    const message = Buffer.concat([int(4 * 5 + 1 + 4 + body.length, 1, 0, 2013, 0), Buffer.from([0]), int(4 + body.length), body]);
    expect(stdout).toBe(message.toString("hex"));
  });
});

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "./helpers/api-server.ts";
import { makeSite, type RunOptions, type Site } from "./helpers/site.ts";
import { toolPath } from "./helpers/tool.ts";

const kubectl = await toolPath("kubectl");
const helms = (await Promise.all(["helm", "helm4"].map(async (name) => ({ name, path: await toolPath(name) })))).filter((h) => h.path !== undefined);

let site: Site;
let api: ApiServer;
afterEach(async () => {
  site.remove();
  await api.close();
});

const workload = (name: string, ready: number) => ({
  metadata: { name: `openim-${name.replace(/^openim-/, "")}`, namespace: "im", generation: 1, labels: { "helm.sh/chart": `${name}-0.1.0`, "app.kubernetes.io/instance": "openim" } },
  spec: { replicas: 1, selector: { matchLabels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": "openim" } } },
  status: { observedGeneration: 1, readyReplicas: ready, updatedReplicas: 1, currentRevision: "a", updateRevision: "a" },
});
const cluster = {
  nodes: [{ metadata: { name: "n" }, status: { allocatable: { cpu: "3920m", memory: "8000000Ki", pods: "110" }, conditions: [{ type: "Ready", status: "True" }], nodeInfo: { architecture: "arm64" } } }],
  namespaces: [{ metadata: { name: "im", labels: { "pod-security.kubernetes.io/enforce": "restricted" } }, status: { phase: "Active" } }],
  storageclasses: [{ metadata: { name: "std", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } }, provisioner: "x" }],
};
const running = {
  ...cluster,
  deployments: [workload("openim-api", 0)],
  statefulsets: [workload("etcd", 1)],
  pods: [
    {
      metadata: { name: "openim-api-0", namespace: "im", labels: { "app.kubernetes.io/name": "openim-api", "app.kubernetes.io/instance": "openim" } },
      spec: { containers: [{ name: "openim-api", image: "x" }], initContainers: [{ name: "wait", image: "x" }] },
      status: { phase: "Pending", initContainerStatuses: [{ name: "wait", ready: false, restartCount: 0, image: "x", imageID: "", state: { running: { startedAt: "2026-01-01T00:00:00Z" } } }] },
    },
  ],
};

/** The fakes answer what our other tests need; here the real programs are asked, and only the cluster is made up. */
describe.skipIf(kubectl === undefined).each(helms)("scripts/openim with the real kubectl and $name", ({ path }) => {
  async function prepare(objects: Readonly<Record<string, readonly object[]>>): Promise<RunOptions> {
    site = makeSite({ charts: true });
    api = await startApi(objects, "2026-01-01T00:00:00Z waiting for etcd at openim-etcd:2379: refused op-1\n");
    for (const [name, target] of [["kubectl", kubectl], ["helm", path]] as const) {
      rmSync(join(site.root, "bin", name));
      symlinkSync(target ?? "", join(site.root, "bin", name));
    }
    mkdirSync(join(site.root, "home"));
    writeFileSync(join(site.root, "kubeconfig"), api.kubeconfig);
    return { env: { KUBECONFIG: join(site.root, "kubeconfig"), HOME: join(site.root, "home") } };
  }

  it("passes preflight on an empty cluster, and writes nothing there", async () => {
    const options = await prepare(cluster);
    const ran = await site.run(["preflight", "--set", "global.openim.publicURL=https://im.acme.io"], options);
    expect(ran.report.preflight.filter((p) => p["outcome"] !== "passed")).toEqual([]);
    expect(ran.report).toMatchObject({ exitCode: 0, namespace: "im", mode: "umbrella" });
    expect(ran.report.preflight.find((p) => p["check"] === "capacity")?.["message"]).toMatch(/free on 1 of 1 nodes: 3\.9 CPU, 7\.6 GiB, 110 pods$/);
    expect(api.writes).toEqual([]);
  });

  it("names what waits, and finds an operation in the logs", async () => {
    const options = await prepare(running);
    const status = await site.run(["status", "-n", "im"], options);
    expect(status.stdout.split("\n").at(-1)).toBe("waiting: openim-api: pod openim-api-0 init container wait waits: 2026-01-01T00:00:00Z waiting for etcd at openim-etcd:2379: refused op-1");
    const logs = await site.run(["logs", "api", "-n", "im", "--operation", "op-1"], options);
    // kubectl asks for the containers at once: any may answer first.
    expect([logs.exitCode, logs.stdout.split("\n")]).toEqual([0, expect.arrayContaining(["[pod/openim-api-0/wait] 2026-01-01T00:00:00Z waiting for etcd at openim-etcd:2379: refused op-1"])]);
    expect(api.writes).toEqual([]);
  });

  it("is refused where objects of nobody are in the way, and where the namespace is missing", async () => {
    const options = await prepare(running);
    const ran = await site.run(["install", "-n", "im", "--set", "global.openim.publicURL=https://im.acme.io"], options);
    expect([ran.exitCode, ran.report["verdict"]]).toEqual([4, "refused before anything was changed. names: Deployment openim-api belongs to no release, and 1 more"]);
    expect(await site.run(["status", "-n", "gone"], options)).toMatchObject({ exitCode: 1, stderr: "openim: namespace gone does not exist" });
    expect(api.writes).toEqual([]);
  });
});

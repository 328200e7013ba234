import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "./helpers/loopback.ts";
import { project } from "./helpers/real.ts";
import { lendPrograms, makeSite, shells, type Site } from "./helpers/site.ts";

let site: Site;

const list = (...items: readonly object[]) => ({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } });
const release = '- app_version: v1\n  chart: openim-0.1.0\n  name: openim\n  namespace: im\n  revision: "3"\n  status: deployed\n';

/** A workload with `ready` of one pod. */
function workload(component: string, more: { readonly kind?: string; readonly ready?: number; readonly status?: object } = {}): object {
  const { kind = "Deployment", ready = 0, status = {} } = more;
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: `openim-${component.replace(/^openim-/, "")}`, generation: 2, labels: { "helm.sh/chart": `${component}-0.1.0`, "app.kubernetes.io/name": component } },
    spec: { replicas: 1, selector: { matchLabels: { "app.kubernetes.io/name": component } } },
    status: { observedGeneration: 2, readyReplicas: ready, updatedReplicas: 1, ...status },
  };
}

function pod(component: string, status: object, spec: object = {}): object {
  const name = `openim-${component.replace(/^openim-/, "")}`;
  return { apiVersion: "v1", kind: "Pod", metadata: { name: `${name}-0`, labels: { "app.kubernetes.io/name": component } }, spec: { containers: [{ name: component }], ...spec }, status };
}
const container = (component: string, state: object, more: object = {}) => ({ phase: "Running", containerStatuses: [{ name: component, image: `r.acme.io/${component}:v1`, ready: false, restartCount: 0, state, ...more }] });
const running = { running: { startedAt: "2026-01-01T00:00:00Z" } };
const stack = "panic: cannot connect to mongodb: authentication failed\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\nexit status 2\n";

const cases: readonly { readonly name: string; readonly objects: readonly object[]; readonly files?: Readonly<Record<string, string | object>>; readonly want: string; readonly state?: string }[] = [
  {
    name: "an image that cannot be pulled",
    objects: [workload("openim-push"), pod("openim-push", container("openim-push", { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "r.acme.io/openim-push:v1"' } }))],
    want: 'openim-push: pod openim-push-0 container openim-push: ImagePullBackOff, r.acme.io/openim-push:v1: Back-off pulling image "r.acme.io/openim-push:v1"',
  },
  {
    name: "a crash, by the line before the stack",
    objects: [workload("openim-push"), pod("openim-push", container("openim-push", { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } }, { restartCount: 4, lastState: { terminated: { exitCode: 2, reason: "Error" } } }))],
    files: { "logs/openim-push-0.openim-push.previous": stack },
    want: "openim-push: pod openim-push-0 container openim-push: CrashLoopBackOff, restarted 4 times, last ended with 2: panic: cannot connect to mongodb: authentication failed",
  },
  {
    name: "too little memory",
    objects: [workload("openim-push"), pod("openim-push", container("openim-push", { waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 2, lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }))],
    want: "openim-push: pod openim-push-0 container openim-push: CrashLoopBackOff, restarted 2 times, last ended with 137 (out of memory)",
  },
  {
    name: "a volume that nobody gives",
    objects: [
      workload("mongodb", { kind: "StatefulSet" }),
      pod("mongodb", { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "pod has unbound immediate PersistentVolumeClaims" }] }, { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-openim-mongodb-0" } }] }),
      { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data-openim-mongodb-0" }, spec: { storageClassName: "fast" }, status: { phase: "Pending" } },
    ],
    files: { "events.json": list({ kind: "Event", message: "old" }, { kind: "Event", message: 'storageclass.storage.k8s.io "fast" not found' }) },
    want: 'mongodb: pod openim-mongodb-0: Pending, claim data-openim-mongodb-0 has no volume (storage class fast): storageclass.storage.k8s.io "fast" not found',
  },
  {
    name: "no node that has room",
    objects: [workload("mongodb", { kind: "StatefulSet" }), pod("mongodb", { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/1 nodes are available: 1 Insufficient memory." }] })],
    want: "mongodb: pod openim-mongodb-0: Pending: 0/1 nodes are available: 1 Insufficient memory.",
  },
  {
    name: "an init container, and for which store it waits",
    objects: [workload("openim-rpc-msg"), pod("openim-rpc-msg", { phase: "Pending", initContainerStatuses: [{ name: "wait", ready: false, state: running }], containerStatuses: [{ name: "openim-rpc-msg", ready: false, state: { waiting: { reason: "PodInitializing" } } }] })],
    files: { "logs/openim-rpc-msg-0.wait": "waiting for mongodb at openim-mongodb:27017: Connection refused\n" },
    want: "openim-rpc-msg: pod openim-rpc-msg-0 init container wait waits: waiting for mongodb at openim-mongodb:27017: Connection refused",
    state: "waiting",
  },
  {
    name: "what fails before what waits for it, whatever their order",
    objects: [
      workload("openim-api"),
      pod("openim-api", { phase: "Pending", initContainerStatuses: [{ name: "wait", ready: false, state: running }] }),
      workload("etcd", { kind: "StatefulSet" }),
      pod("etcd", container("etcd", { waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 7, lastState: { terminated: { exitCode: 1 } } })),
    ],
    files: { "logs/openim-etcd-0.etcd.previous": "starting\nmkdir /data/member: no space left on device\n" },
    want: "etcd: pod openim-etcd-0 container etcd: CrashLoopBackOff, restarted 7 times, last ended with 1: mkdir /data/member: no space left on device",
  },
  {
    name: "a store before a module, when both fail",
    objects: [
      workload("openim-edge"),
      pod("openim-edge", container("openim-edge", { waiting: { reason: "ErrImagePull" } })),
      workload("redis", { kind: "StatefulSet" }),
      pod("redis", container("redis", { waiting: { reason: "CreateContainerConfigError", message: 'secret "openim-redis" not found' } })),
    ],
    want: 'redis: pod openim-redis-0 container redis: CreateContainerConfigError: secret "openim-redis" not found',
  },
  {
    name: "pods that admission refuses",
    objects: [workload("openim-edge", { status: { conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: "violates PodSecurity restricted" }] } })],
    want: "openim-edge: deployment openim-edge: FailedCreate: violates PodSecurity restricted",
  },
  {
    name: "a StatefulSet without a pod, by its event",
    objects: [workload("etcd", { kind: "StatefulSet" })],
    files: { "events.json": list({ kind: "Event", message: "create Pod openim-etcd-0 failed: exceeded quota" }) },
    want: "etcd: statefulset openim-etcd: no pod was made: create Pod openim-etcd-0 failed: exceeded quota",
  },
  {
    name: "a Secret that cannot be mounted, by its event",
    objects: [workload("etcd", { kind: "StatefulSet" }), pod("etcd", { phase: "Pending", containerStatuses: [{ name: "etcd", ready: false, state: { waiting: { reason: "ContainerCreating" } } }] })],
    files: { "events.json": list({ kind: "Event", message: 'MountVolume.SetUp failed for volume "credentials": secret "openim-etcd" not found' }) },
    want: 'etcd: pod openim-etcd-0 container etcd: ContainerCreating: MountVolume.SetUp failed for volume "credentials": secret "openim-etcd" not found',
    state: "waiting",
  },
  {
    name: "a process that runs and is not ready",
    objects: [workload("openim-api"), pod("openim-api", container("openim-api", running))],
    files: { "logs/openim-api-0.openim-api": "listening\nerror: no such service in etcd\nretry\n" },
    want: "openim-api: pod openim-api-0 container openim-api: runs and is not ready: error: no such service in etcd",
    state: "waiting",
  },
  {
    name: "a new pod that crashes while the old one still serves",
    objects: [workload("openim-api", { ready: 1 }), pod("openim-api", container("openim-api", { waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 1, lastState: { terminated: { exitCode: 1 } } }))],
    files: { "logs/openim-api-0.openim-api": "bad flag\n" },
    want: "openim-api: pod openim-api-0 container openim-api: CrashLoopBackOff, restarted 1 times, last ended with 1: bad flag",
  },
  {
    name: "a Job that gave up",
    objects: [{ kind: "Job", metadata: { name: "openim-credentials-1", labels: { "helm.sh/chart": "openim-credentials-0.1.0" } }, spec: { completions: 1 }, status: { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" }] } }],
    want: "openim-credentials: job openim-credentials-1: BackoffLimitExceeded: Job has reached the specified backoff limit",
  },
  {
    name: "the pods of its own among several workloads of one component",
    objects: [
      { kind: "StatefulSet", metadata: { name: "openim-redis-a", generation: 1, labels: { "helm.sh/chart": "redis-0.1.0" } }, spec: { replicas: 1, selector: { matchLabels: { "app.kubernetes.io/name": "redis", role: "a" } } }, status: { observedGeneration: 1, readyReplicas: 1 } },
      { kind: "StatefulSet", metadata: { name: "openim-redis-b", generation: 1, labels: { "helm.sh/chart": "redis-0.1.0" } }, spec: { replicas: 1, selector: { matchLabels: { "app.kubernetes.io/name": "redis", role: "b" } } }, status: { observedGeneration: 1 } },
      { kind: "Pod", metadata: { name: "openim-redis-a-0", labels: { "app.kubernetes.io/name": "redis", role: "a" } }, spec: { initContainers: [{ name: "watcher", restartPolicy: "Always" }] }, status: { phase: "Running", initContainerStatuses: [{ name: "watcher", ready: true, started: true, state: running }], containerStatuses: [{ name: "redis", ready: true, state: running }] } },
      { kind: "Pod", metadata: { name: "openim-redis-b-0", labels: { "app.kubernetes.io/name": "redis", role: "b" } }, status: container("redis", { waiting: { reason: "InvalidImageName" } }) },
    ],
    want: "redis: pod openim-redis-b-0 container redis: InvalidImageName, r.acme.io/redis:v1",
  },
  { name: "a change that is not taken up yet", objects: [workload("openim-api", { ready: 1, status: { observedGeneration: 1 } })], want: "openim-api: deployment openim-api: not taken up yet by the cluster", state: "waiting" },
];

describe("the line of a log that tells most", () => {
  const tell = (log: string): string => execFileSync("awk", ["-f", join(project, "scripts/lib/telling.awk")], { input: log, encoding: "utf8" }).trimEnd();
  const long = "错误 ".repeat(200);
  it.each([
    { name: "the last of trouble", log: "error: one\nlistening\nerror: two\nbye\n", want: "error: two" },
    { name: "the last, when there is no trouble", log: "one\ntwo\n\n", want: "two" },
    { name: "no line of a stack", log: "listening\ngoroutine 1 [running]:\ngithub.com/openimsdk/open-im-server/v3/errors.(*error).Wrap(0x1)\n\t/app/errors/fail.go:12 +0x1d\ncreated by main.fail\n", want: "listening" },
    { name: "no line of a stack of Java", log: "java.io.IOException: No space left on device\n\tat kafka.error.Failed(Log.scala:1)\n", want: "java.io.IOException: No space left on device" },
    { name: "a cause before what came of it", log: "write /data/db: no space left on device\npanic: failed to open database\n", want: "write /data/db: no space left on device" },
    { name: "no stack within a line", log: '{"level":"panic","error":"no space left on device","stacktrace":"a.b\\n\\tc.go:1"}\npanic: failed to open database\n', want: '{"level":"panic","error":"no space left on device"}' },
    { name: "what came before a nil pointer", log: "error: login refused\nlistening\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\n", want: "error: login refused" },
    { name: "where a nil pointer was, when nothing else is said", log: "listening\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\ngoroutine 1 [running]:\ngithub.com/openimsdk/tools/discovery/etcd.(*Registry).GetClient(...)\n\t/app/etcd.go:857\nmain.main()\n", want: "panic: runtime error: invalid memory address or nil pointer dereference in github.com/openimsdk/tools/discovery/etcd.(*Registry).GetClient" },
    { name: "not all of a long one, and whole letters", log: `${long}\n`, want: /^错误( 错误){40,140} …$/ },
  ])("is $name", ({ log, want }) => expect(tell(log)).toMatch(typeof want === "string" ? new RegExp(`^${want.replaceAll(/[.()*]/g, "\\$&")}$`) : want));
});

describe.each(shells)("scripts/openim with $name", ({ shell }) => {
  afterEach(() => site.remove());

  it.each(cases)("status names $name", async ({ objects, files = {}, want, state = "failing" }) => {
    site = makeSite();
    site.answer("releases.yaml", release);
    site.answer("objects.json", list(...objects));
    for (const [file, content] of Object.entries(files)) site.answer(file, content);
    const ran = await site.run(["status", "-n", "im"], { shell });
    const lines = ran.stdout.split("\n");
    expect(lines.at(-1)).toBe(`${state}: ${want}`);
    expect(lines[0]).toBe("release openim: deployed, revision 3, openim-0.1.0");
    expect(ran.report).toMatchObject({ failing: want, verdict: `${state}: ${want}`, outcome: "failed" });
    expect(ran.exitCode).toBe(1);
  });

  it("status is content when all is well, old pods that failed and finished Jobs included", async () => {
    site = makeSite();
    site.answer("objects.json", list(
      workload("openim-api", { ready: 1 }),
      pod("openim-api", { phase: "Failed", reason: "Evicted" }),
      workload("openim-web-front", { ready: 1 }),
      // A container that runs beside the others for good.
      pod("openim-web-front", { phase: "Running", initContainerStatuses: [{ name: "watcher", ready: true, started: true, state: running }], containerStatuses: [{ name: "web", ready: true, state: running }] }, { initContainers: [{ name: "watcher", restartPolicy: "Always" }] }),
      { kind: "Job", metadata: { name: "openim-credentials-1", labels: { "helm.sh/chart": "openim-credentials-0.1.0" } }, spec: { completions: 1 }, status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] } },
      { ...workload("openim-push"), spec: { replicas: 0 } },
      workload("etcd", { kind: "StatefulSet", ready: 1, status: { updatedReplicas: 0, currentRevision: "a", updateRevision: "a" } }),
    ));
    const ran = await site.run(["status", "-n", "im"], { shell });
    expect([ran.exitCode, ran.stdout.split("\n").at(-1)]).toEqual([0, "ok: 5 workloads of openim in im are ready"]);
    expect(ran.report["workloads"]).toContainEqual({ component: "openim-api", workload: "deployment/openim-api", ready: "1/1", state: "ok", message: "" });
  });

  describe("when all pods are ready, status asks", () => {
    const whole = list(
      workload("openim-msgtransfer", { ready: 1 }),
      workload("openim-push", { ready: 1 }),
      workload("openim-edge", { ready: 1 }),
      { ...workload("kafka", { kind: "StatefulSet", ready: 1 }) },
    );
    const topics = "__consumer_offsets\ntoMongo\ntoOfflinePush\ntoPush\ntoRedis\n";
    const asked = async (files: Readonly<Record<string, string>>, words: readonly string[] = [], env: (root: string) => Readonly<Record<string, string>> = () => ({})) => {
      site = makeSite();
      site.answer("objects.json", whole);
      site.answer("exec-statefulset-openim-kafka", topics);
      for (const [file, text] of Object.entries(files)) site.answer(file, text);
      const ran = await site.run(["status", "-n", "im", ...words], { shell, env: env(site.root) });
      return { ...ran, last: ran.stdout.split("\n").at(-1) };
    };

    it("Kafka for the topics of whoever is there, once", async () => {
      const ran = await asked({});
      expect([ran.exitCode, ran.last]).toEqual([0, "ok: 4 workloads of openim in im are ready"]);
      expect(ran.commands.filter((line) => line.startsWith("kubectl exec"))).toEqual([expect.stringMatching(/^kubectl exec -n im statefulset\/openim-kafka -- .*kafka-topics\.sh .* --list$/)]);
    });

    it("and names who lacks one", async () => {
      const ran = await asked({ "exec-statefulset-openim-kafka": topics.replace("toRedis\n", "toRedisOld\n") });
      expect([ran.exitCode, ran.last]).toEqual([1, "failing: openim-msgtransfer: topic toRedis is missing in kafka: `openim restart openim-msgtransfer` makes it"]);
      expect(ran.report["workloads"]).toContainEqual({ component: "openim-msgtransfer", workload: "topic/toRedis", ready: "-", state: "failing", message: expect.stringContaining("toRedis is missing") as unknown });
    });

    it("and says when Kafka does not answer", async () => {
      const ran = await asked({ "exec-statefulset-openim-kafka.err": "Error: Timed out waiting for a node assignment\n" });
      expect([ran.exitCode, ran.last]).toEqual([1, "failing: kafka: does not say which topics it has: Error: Timed out waiting for a node assignment"]);
    });

    it("and does without where it may not ask", async () => {
      const ran = await asked({ "exec-statefulset-openim-kafka.err": 'Error from server (Forbidden): pods "openim-kafka-0" is forbidden: cannot create resource "pods/exec"\n' });
      expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringMatching(/^not asked for its topics: kafka: Error from server \(Forbidden\)/)]);
    });

    describe("the public address", () => {
      const line = (url: string) => ({ "configmaps.json": `openim-push\t\nopenim-edge\t${url}\n` });
      const answering = async (text: string) => listen(createServer((request, response) => response.end(request.url === "/-/healthy" ? text : "another path")));

      it("which leads to the edge", async () => {
        const server = await answering("ok\n");
        expect(await asked(line(`http://${server.host}`))).toMatchObject({ exitCode: 0, stderr: "" });
        await server.stop();
      });

      it("where something else answers", async () => {
        const server = await answering("<html>\n");
        const url = `http://${server.host}`;
        expect(await asked(line(url))).toMatchObject({ exitCode: 1, last: `failing: openim-edge: the public address ${url} does not lead here: something else answers` });
        await server.stop();
      });

      it("where nobody answers, unless it is not to be asked or not meant", async () => {
        const server = await answering("");
        await server.stop();
        const url = `http://${server.host}`;
        expect(await asked(line(url))).toMatchObject({ exitCode: 1, last: expect.stringMatching(`^failing: openim-edge: the public address ${url} does not lead here: .*\\w`) as unknown });
        site.remove();
        expect(await asked(line(url), ["--no-address"])).toMatchObject({ exitCode: 0 });
        site.remove();
        expect(await asked(line(url), ["push"])).toMatchObject({ exitCode: 0, last: "ok: 1 workloads of openim in im are ready" });
      });

      it("and says so when nothing here can", async () => {
        const url = "http://im.example.com";
        const folder = mkdtempSync(join(tmpdir(), "openim-path-"));
        lendPrograms(folder, ["awk", "busybox", "bash", "dash", "sh", "cat", "cp", "cut", "date", "dirname", "grep", "head", "iconv", "mktemp", "mv", "node", "rm", "sed", "sort", "tail", "tr", "wc"]);
        const ran = await asked(line(url), [], (root) => ({ PATH: `${join(root, "bin")}${delimiter}${folder}` }));
        rmSync(folder, { recursive: true });
        expect(ran).toMatchObject({ exitCode: 0, stderr: `not asked: ${url}: neither curl nor wget is here` });
      });
    });
  });

  it("status looks at the components named alone", async () => {
    site = makeSite();
    site.answer("objects.json", list(workload("openim-api", { ready: 1 }), workload("openim-push")));
    expect((await site.run(["status", "api", "-n", "im"], { shell })).stdout).toMatch(/^openim-api +deployment\/openim-api +1\/1 +ok\nok: 1 workloads of openim in im are ready$/);
    expect(await site.run(["status", "etcd", "-n", "im"], { shell })).toMatchObject({ exitCode: 1, stdout: "nothing of openim (etcd ) in namespace im" });
  });

  it("status says when an earlier command was cut off", async () => {
    site = makeSite();
    site.answer("releases.yaml", release.replace("deployed", "pending-upgrade"));
    site.answer("objects.json", list(workload("openim-api", { ready: 1 })));
    expect((await site.run(["status", "-n", "im"], { shell })).stderr).toContain("release openim was cut off in the middle: helm rollback openim -n im");
  });

  describe("logs", () => {
    const two = list(workload("openim-api", { ready: 1 }), workload("openim-push", { ready: 1 }), pod("openim-api", {}), pod("openim-push", {}));
    const lines = {
      "logs/openim-api-0": "[pod/openim-api-0/api] 2026-01-01T00:00:03Z third op-1\n[pod/openim-api-0/api] 2026-01-01T00:00:01Z first op-1\n[pod/openim-api-0/api] 2026-01-01T00:00:02Z other op-2\n",
      "logs/openim-push-0": "[pod/openim-push-0/push] 2026-01-01T00:00:02Z second op-1\n",
    };

    it("follow one operation across pods, in order of time", async () => {
      site = makeSite();
      site.answer("objects.json", two);
      for (const [file, text] of Object.entries(lines)) site.answer(file, text);
      const ran = await site.run(["logs", "-n", "im", "--operation", "op-1", "--since", "1h"], { shell });
      expect(ran.stdout.split("\n").map((line) => line.split(" ")[2])).toEqual(["first", "second", "third"]);
      expect(ran.commands).toContain("kubectl logs -n im openim-api-0 --all-containers --prefix --timestamps --since=1h --tail=-1");
      expect(ran.exitCode).toBe(0);
      const none = await site.run(["logs", "-n", "im", "--operation", "op-9"], { shell });
      expect([none.exitCode, none.stderr]).toEqual([1, "no line of operation op-9 in 2 pods"]);
    });

    it("are those of the components named", async () => {
      site = makeSite();
      site.answer("objects.json", two);
      for (const [file, text] of Object.entries(lines)) site.answer(file, text);
      const ran = await site.run(["logs", "push", "-n", "im"], { shell });
      expect(ran.stdout).toBe(lines["logs/openim-push-0"].trimEnd());
    });

    it("are those before the last restart, of whoever has any", async () => {
      site = makeSite();
      site.answer("objects.json", two);
      site.answer("logs/openim-push-0.previous", "[pod/openim-push-0/push] 2026-01-01T00:00:02Z panic\n");
      const ran = await site.run(["logs", "-n", "im", "--previous"], { shell });
      expect([ran.exitCode, ran.stdout, ran.stderr]).toEqual([0, "[pod/openim-push-0/push] 2026-01-01T00:00:02Z panic", ""]);
    });
  });
});

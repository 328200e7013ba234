import { join } from "node:path";
import { failed } from "../model/acceptance.ts";
import type { Budget, Hands, PodState, Workload } from "../model/faults.ts";
import { at, objectsIn, type Json, type JsonObject } from "../model/json.ts";
import { clusterWords, labelsOf, type ClusterOptions } from "./cluster.ts";
import { run, type Outcome } from "./run.ts";

/** Whose hands: one installation, by its name. */
export interface HandsOptions extends ClusterOptions {
  readonly instance: string;
  /** The project, for its `scripts/openim`. */
  readonly root: string;
}

/** Breaks and looks through kubectl, and asks `scripts/openim` for the status. */
export function openHands({ kubectl: program, namespace, instance, root, ...cluster }: HandsOptions): Hands {
  const where = [...clusterWords(cluster), "-n", namespace];
  const mine = labelsOf(instance);
  const call = async (args: readonly string[], input?: Json): Promise<Outcome> => run(program, [...where, ...args], { detached: true, ...(input === undefined ? {} : { input: JSON.stringify(input) }) });
  const kubectl = async (args: readonly string[], input?: Json): Promise<string> => {
    const { exitCode, stdout, stderr } = await call(args, input);
    if (exitCode !== 0) throw failed("cluster", `kubectl ${args.slice(0, 3).join(" ")}: ${lastLine(stderr)}`, "The rights to scale, patch, delete, evict and exec are needed.");
    return stdout;
  };
  const list = async (...args: readonly string[]): Promise<readonly JsonObject[]> => objectsIn(at(JSON.parse(await kubectl(["get", ...args, "-o", "json"])) as Json, ["items"]));
  const ref = ({ kind, name }: Workload): string => `${kind.toLowerCase()}/${name}`;

  return {
    look: async () => {
      const all = await list("deployments,statefulsets,pods", "-l", mine);
      const pods = all.filter(({ kind }) => kind === "Pod");
      return all.filter(({ kind }) => kind !== "Pod").map((object) => workloadOf(object, pods));
    },
    budgets: async () => (await list("poddisruptionbudgets", "-l", mine)).map(budgetOf).filter(({ pods }) => pods > 0),
    // A second to stop, so that a StatefulSet's next pod waits until the node has let go of the volume.
    kill: async (pod) => {
      await kubectl(["delete", "pod", pod, "--grace-period=1", "--wait=false"]);
    },
    scale: async (workload, pods) => {
      await kubectl(["scale", ref(workload), `--replicas=${pods}`]);
    },
    restart: async (workload) => {
      await kubectl(["rollout", "restart", ref(workload)]);
    },
    evict: async (pod) => {
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod, namespace } };
      const { exitCode, stderr } = await call(["create", "--raw", `/api/v1/namespaces/${namespace}/pods/${pod}/eviction`, "-f", "-"], eviction);
      if (exitCode === 0) return "asked";
      if (/TooManyRequests|disruption budget/.test(stderr)) return "refused";
      if (/NotFound|not found/.test(stderr)) return "gone";
      throw failed("cluster", `the eviction of ${pod}: ${lastLine(stderr)}`, "The right to create pods/eviction is needed.");
    },
    change: async (workload, template) => {
      await kubectl(["patch", ref(workload), "--type=json", "--patch", JSON.stringify([{ op: "replace", path: "/spec/template", value: template }])]);
    },
    run: async (pod, command) => {
      const { exitCode, stdout, stderr } = await call(["exec", pod, "--", ...command]);
      return { exitCode, said: `${stdout}${stderr}` };
    },
    config: async (name) => (at(JSON.parse(await kubectl(["get", "configmap", name, "-o", "json"])) as Json, ["data"]) ?? {}) as JsonObject,
    setConfig: async (name, data) => {
      await kubectl(["patch", "configmap", name, "--type=json", "--patch", JSON.stringify([{ op: "replace", path: "/data", value: data }])]);
    },
    status: async () => {
      const { stdout, stderr } = await run("sh", [join(root, "scripts/openim"), "status", "-n", namespace, "--name", instance, ...clusterWords(cluster)], { detached: true });
      return lastLine(stdout) || lastLine(stderr);
    },
  };
}

/** A Deployment or StatefulSet, with those of the pods that it selects. */
function workloadOf(object: JsonObject, pods: readonly JsonObject[]): Workload {
  const selector = Object.entries((at(object, ["spec", "selector", "matchLabels"]) ?? {}) as JsonObject);
  const count = (...path: readonly string[]): number => Number(at(object, path) ?? 0);
  const wanted = Number(at(object, ["spec", "replicas"]) ?? 1);
  const kind = object["kind"] === "StatefulSet" ? "StatefulSet" : "Deployment";
  const mine = pods.filter((pod) => selector.every(([key, value]) => at(pod, ["metadata", "labels", key]) === value) && at(pod, ["metadata", "labels", "job-name"]) === undefined);
  // A StatefulSet that was never changed counts no updated pods.
  const unchanged = kind === "StatefulSet" && at(object, ["status", "currentRevision"]) === at(object, ["status", "updateRevision"]);
  const updated = unchanged ? wanted : count("status", "updatedReplicas");
  const seen = count("status", "observedGeneration") >= count("metadata", "generation");
  const states = mine.map(podOf);
  return {
    component: String(at(object, ["metadata", "labels", "helm.sh/chart"]) ?? "").replace(/-\d+\.\d+\..*$/, ""),
    kind,
    name: String(at(object, ["metadata", "name"])),
    wanted,
    settled: seen && updated >= wanted && count("status", "availableReplicas") === wanted && count("status", "replicas") === wanted && states.filter(({ ready }) => ready).length === wanted && states.length === wanted,
    pods: states,
    claims: objectsIn(at(object, ["spec", "volumeClaimTemplates"])).map((claim) => String(at(claim, ["metadata", "name"]))),
    template: (at(object, ["spec", "template"]) ?? {}) as JsonObject,
  };
}

function podOf(pod: JsonObject): PodState {
  const statuses = [...objectsIn(at(pod, ["status", "containerStatuses"])), ...objectsIn(at(pod, ["status", "initContainerStatuses"]))];
  const leaving = at(pod, ["metadata", "deletionTimestamp"]) !== undefined;
  return {
    name: String(at(pod, ["metadata", "name"])),
    ready: !leaving && objectsIn(at(pod, ["status", "conditions"])).some(({ type, status }) => type === "Ready" && status === "True"),
    leaving,
    restarts: statuses.reduce((sum, { restartCount }) => sum + Number(restartCount ?? 0), 0),
  };
}

const budgetOf = (budget: JsonObject): Budget => {
  const count = (name: string): number => Number(at(budget, ["status", name]) ?? 0);
  return { name: String(at(budget, ["metadata", "name"])), pods: count("expectedPods"), healthy: count("currentHealthy"), least: count("desiredHealthy"), allowed: count("disruptionsAllowed") };
};

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

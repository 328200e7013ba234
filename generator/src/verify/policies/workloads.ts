import { at, isObject, type JsonObject } from "../../model/json.ts";
import { containerPorts, items, workload } from "../workloads.ts";
import { shown } from "./pod-security.ts";
import { ofKinds, ofPods, when, type Policy } from "./policy.ts";

/** Workloads, and what looks after them. */
export const workloadPolicies: readonly Policy[] = [
  ofPods("policy-version-label", (pod) =>
    pod.object.kind === "Pod"
      ? []
      : [["spec", "selector"], ["spec", "template", "metadata"], ["spec", "volumeClaimTemplates"]].flatMap((path) => {
          const label = /helm\.sh\/chart|app\.kubernetes\.io\/version/.exec(JSON.stringify(at(pod.object.value, path) ?? ""))?.[0];
          return when(label !== undefined, path, `holds ${String(label)}`);
        }),
  ),
  ofKinds("policy-own-selector", ["Deployment", "StatefulSet", "DaemonSet"], (object) => {
    const selector = at(object.value, ["spec", "selector", "matchLabels"]);
    const labels = workload(object)?.labels ?? {};
    const wrong = Object.entries(isObject(selector) ? selector : {}).filter(([key, value]) => labels[key] !== value);
    return [...when(!isObject(selector) || Object.keys(selector).length === 0, ["spec", "selector", "matchLabels"], "is empty"), ...wrong.flatMap(([key]) => when(true, ["spec", "selector", "matchLabels", key], "is no label of its pods"))];
  }),
  ofPods("policy-spread", (pod, objects) => {
    const scaled = objects.find((o) => o.kind === "HorizontalPodAutoscaler" && at(o.value, ["spec", "scaleTargetRef", "name"]) === pod.object.name);
    const several = pod.stays && pod.object.kind !== "DaemonSet" && (pod.replicas > 1 || scaled !== undefined);
    const spread = items(pod.spec["topologySpreadConstraints"]).length > 0 || at(pod.spec, ["affinity", "podAntiAffinity"]) !== undefined;
    return when(several && !spread, [...pod.path, "topologySpreadConstraints"], "is not set, and there are several pods");
  }, true),
  ofKinds("policy-rollout", ["Deployment"], (object) => {
    const type = at(object.value, ["spec", "strategy", "type"]);
    const away = at(object.value, ["spec", "strategy", "rollingUpdate", "maxUnavailable"]);
    const served = (workload(object)?.containers ?? []).some((c) => c.role === "main" && containerPorts(c).length > 0);
    const replicas = workload(object)?.replicas ?? 1;
    const alone = type === "Recreate" && replicas <= 1;
    // Kubernetes rounds a share down.
    const gone = typeof away === "number" ? away : Math.floor((replicas * Number.parseInt(String(away ?? "25%"), 10)) / 100);
    // Where no pod more finds room, one at a time is the least.
    const inPlace = at(object.value, ["spec", "strategy", "rollingUpdate", "maxSurge"]) === 0 && gone === 1;
    return when(served && !alone && !inPlace && gone !== 0, ["spec", "strategy"], type === "Recreate" ? "is Recreate, with several pods" : `lets ${shown(away)} be away`);
  }),
  ofPods("policy-grace", (pod) => {
    const grace = Number(pod.spec["terminationGracePeriodSeconds"] ?? 30);
    return pod.containers.flatMap((c) => {
      const command = at(c.value, ["lifecycle", "preStop", "exec", "command"]);
      const words = Array.isArray(command) ? (command as readonly string[]).join(" ") : "";
      const wait = Number(/\bsleep (\d+)/.exec(words)?.[1] ?? at(c.value, ["lifecycle", "preStop", "sleep", "seconds"]) ?? 0);
      return when(wait > 0 && wait >= grace, [...c.path, "lifecycle", "preStop"], `waits ${wait} s of ${grace} s`);
    });
  }),
  ofKinds("policy-disruption", ["PodDisruptionBudget"], (object, objects) => {
    const spec = object.value["spec"] as JsonObject;
    const most = spec["maxUnavailable"];
    const least = spec["minAvailable"];
    const guarded = objects.map(workload).find((w) => w !== undefined && matches(w.labels, at(spec, ["selector", "matchLabels"])));
    return [
      ...when(most === 0 || most === "0%" || least === "100%", ["spec", most === undefined ? "minAvailable" : "maxUnavailable"], `is ${shown(most ?? least)}`),
      ...when(typeof least === "number" && guarded !== undefined && least >= guarded.replicas, ["spec", "minAvailable"], `is ${shown(least)} of ${String(guarded?.replicas)}`),
      ...when(spec["unhealthyPodEvictionPolicy"] !== "AlwaysAllow", ["spec", "unhealthyPodEvictionPolicy"], `is ${shown(spec["unhealthyPodEvictionPolicy"])}`),
    ];
  }, true),
  ofKinds("policy-autoscaler", ["HorizontalPodAutoscaler"], (object, objects) => {
    const spec = object.value["spec"] as JsonObject;
    const target = objects.find((o) => o.kind === at(spec, ["scaleTargetRef", "kind"]) && o.name === at(spec, ["scaleTargetRef", "name"]));
    return [
      ...when(Number(spec["minReplicas"] ?? 1) > Number(spec["maxReplicas"]), ["spec", "minReplicas"], `is ${shown(spec["minReplicas"])} of ${shown(spec["maxReplicas"])}`),
      ...when(target !== undefined && at(target.value, ["spec", "replicas"]) !== undefined, ["spec", "scaleTargetRef"], "leads to a workload with replicas of its own"),
    ];
  }, true),
];

/** Whether labels have everything that a selector asks for. */
export function matches(labels: Readonly<Record<string, string>>, selector: unknown): boolean {
  return isObject(selector) && Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);
}

import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, type JsonObject } from "../src/model/json.ts";
import { list } from "../src/verify/objects.ts";
import { realCatalog } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const components = [...realCatalog().components.values()];

/** What Prometheus makes of a target's labels by its rules; undefined when it drops the target. */
function relabel(rules: readonly JsonObject[], labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const now: Record<string, string> = { ...labels };
  for (const rule of rules) {
    const value = ((rule["source_labels"] ?? []) as readonly string[]).map((name) => now[name] ?? "").join(String(rule["separator"] ?? ";"));
    const match = new RegExp(`^(?:${String(rule["regex"] ?? "(.*)")})$`).exec(value);
    const action = rule["action"] ?? "replace";
    if ((action === "keep" && match === null) || (action === "drop" && match !== null)) return undefined;
    if (action === "replace" && match !== null) now[String(rule["target_label"])] = String(rule["replacement"] ?? "$1").replace("$1", match[1] ?? "");
  }
  return now;
}

describe.skipIf(helm === undefined)("Prometheus", async () => {
  const objects = helm === undefined ? [] : await renderChart({ helm, chart: "prometheus" });
  const map = objects.find((o) => o.kind === "ConfigMap" && at(o.value, ["data", "prometheus.yml"]) !== undefined)?.value ?? {};
  const config = (parse(String(at(map, ["data", "prometheus.yml"]) ?? "{}")) ?? {}) as JsonObject;
  const rules = list(list(config, "scrape_configs")[0] ?? {}, "relabel_configs");
  const meet = (pods: string, port: string, phase = "Running") =>
    relabel(rules, { job: "openim", __meta_kubernetes_pod_label_app_kubernetes_io_name: pods, __meta_kubernetes_pod_container_port_name: port, __meta_kubernetes_pod_phase: phase, __meta_kubernetes_pod_name: `${pods}-0`, __meta_kubernetes_pod_container_port_number: "1" });

  it("measures every port that the catalogue marks, under the name of the component that it tells of", () => {
    const marked = components.flatMap((c) => c.ports.filter((p) => p.metrics).map((p) => ({ component: c.name, pods: p.pods ?? c.name, port: p.name })));
    expect(marked.length).toBeGreaterThan(20);
    expect(marked.some((m) => m.pods !== m.component)).toBe(true);
    for (const { component, pods, port } of marked) {
      expect(meet(pods, port)).toMatchObject({ job: component, pod: `${pods}-0`, instance: `${pods}-0:1` });
      expect(meet(pods, port, "Succeeded")).toBeUndefined();
    }
  });

  it("measures no other port, and no pod of another name", () => {
    const others = components.flatMap((c) => c.ports.filter((p) => !p.metrics).map((p) => ({ pods: c.name, port: p.name })));
    expect(others.length).toBeGreaterThan(20);
    for (const { pods, port } of [...others, { pods: "etcd2", port: "metrics" }, { pods: "some-etcd", port: "metrics" }, { pods: "etcd", port: "metrics2" }]) expect(meet(pods, port)).toBeUndefined();
  });
});

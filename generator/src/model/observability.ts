import type { JsonObject } from "./json.ts";

/** Schema of what all charts do about being watched: the block of openim.yaml, and of `global.openim` in every chart. */
export const observability: JsonObject = {
  type: "object",
  additionalProperties: false,
  description: "Being watched. Off leaves no trace.",
  properties: {
    enabled: { type: "boolean", default: false, description: "Measure, alert, draw and keep logs: Prometheus, Alertmanager, Grafana, Loki and Alloy, and exporters beside the stores." },
    operator: { type: "boolean", default: false, description: "Declare PodMonitors and PrometheusRules for a Prometheus operator of the site's own." },
    operatorNamespace: { type: "string", pattern: "^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", default: "", description: "Namespace of the site's own Prometheus; its pods may read metrics." },
    operatorLabels: { type: "object", default: {}, additionalProperties: { type: "string" }, description: "Labels by which that operator selects them, such as `release: kube-prometheus-stack`." },
  },
};

import { alertsOf, ofJob, ownerOf } from "../model/alerts.ts";
import type { Catalog, Component } from "../model/catalog.ts";
import type { JsonObject } from "../model/json.ts";
import { measured, metricsPorts } from "./graph.ts";

/** Rules of one component as Prometheus reads them from a file. `documentation` is the address that holds runbook.md; empty leaves the links out. */
export function alertGroups(component: Component, documentation: string): JsonObject {
  const rules = alertsOf(component).map((a) => ({
    alert: a.alert,
    expr: ofJob(a.expr, component),
    for: a.for,
    // With the job also where a sum has lost it.
    labels: { severity: a.severity, owner: ownerOf(component), job: component.name },
    annotations: { summary: a.summary, description: a.description, ...(documentation === "" ? {} : { runbook_url: `${documentation.replace(/\/$/, "")}/runbook.md#${a.alert.toLowerCase()}` }) },
  }));
  return { groups: [{ name: component.name, rules }] };
}

/** Rule files that a chart holds: its own, and for the one that collects metrics those of everybody. */
export function alertFiles(catalog: Catalog, component: Component, documentation: string): readonly (readonly [string, JsonObject])[] {
  return [
    ...(metricsPorts(component).length > 0 ? [["alerts.yaml", alertGroups(component, documentation)] as const] : []),
    ...(component.needs.metrics === true ? measured(catalog).map((c) => [`rules/${c.name}.yaml`, alertGroups(c, documentation)] as const) : []),
  ];
}

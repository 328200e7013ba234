import { ofJob } from "../model/alerts.ts";
import type { Catalog, Component } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { measured } from "./graph.ts";

interface Query {
  readonly expr: string;
  readonly legend?: string;
}

/** One picture. `more` are further curves in it; `bad` is the number from which a figure turns red. */
export interface Panel extends Query {
  readonly title: string;
  readonly description?: string;
  readonly type?: "timeseries" | "stat" | "logs";
  readonly unit?: string;
  readonly bad?: number;
  readonly more?: readonly Query[];
}

interface Row {
  readonly title?: string;
  /** There once for each component that has metrics and a gRPC port, or panels of its own. */
  readonly each?: "grpc" | "panels";
  readonly panels?: readonly Panel[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  /** Asks Loki in place of Prometheus. */
  readonly logs?: boolean;
  readonly rows: readonly Row[];
}

/** Files that Grafana reads, for the component whose entry describes dashboards. */
export function dashboardFiles(catalog: Catalog, component: Component): readonly (readonly [string, JsonObject])[] {
  const described = (component.extra["dashboards"] ?? []) as unknown as readonly Dashboard[];
  return described.map((d) => [`dashboards/${d.uid}.json`, dashboard(d, d.rows.flatMap((row) => rowsOf(catalog, row)))] as const);
}

/** A row as it is drawn: one of its own, or one for each component that it is meant for. */
function rowsOf(catalog: Catalog, row: Row): readonly { readonly title: string; readonly panels: readonly Panel[] }[] {
  if (row.each === undefined) return [{ title: row.title ?? "", panels: row.panels ?? [] }];
  return measured(catalog).flatMap((c) => {
    const panels = row.each === "panels" ? ownPanels(c) : c.ports.some((p) => p.name === "grpc") ? (row.panels ?? []) : [];
    const of = <T extends Query>(query: T): T => ({ ...query, expr: ofJob(query.expr, c) });
    return panels.length === 0 ? [] : [{ title: c.title ?? c.name, panels: panels.map((p) => ({ ...of(p), ...(p.more === undefined ? {} : { more: p.more.map(of) }) })) }];
  });
}

function ownPanels(component: Component): readonly Panel[] {
  return (component.extra["panels"] ?? []) as unknown as readonly Panel[];
}

function dashboard(described: Dashboard, rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[]): JsonObject {
  const source = described.logs === true ? { type: "loki", uid: "loki" } : { type: "prometheus", uid: "prometheus" };
  const panels: JsonObject[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({ id: panels.length + 1, type: "row", title: row.title, collapsed: false, panels: [], gridPos: { x: 0, y, w: 24, h: 1 } });
    y += 1;
    let x = 0;
    let high = 0;
    for (const p of row.panels) {
      const { w, h } = size(p);
      if (x + w > 24) {
        y += high;
        x = 0;
        high = 0;
      }
      panels.push({ id: panels.length + 1, ...panel(p, source), gridPos: { x, y, w, h } });
      x += w;
      high = Math.max(high, h);
    }
    y += high;
  }
  return {
    uid: described.uid,
    title: described.title,
    tags: ["openim"],
    schemaVersion: 41,
    editable: false,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    links: [{ type: "dashboards", title: "OpenIM", tags: ["openim"], asDropdown: true, keepTime: true, includeVars: true }],
    templating: { list: described.logs === true ? [...chosen(source, described.logs), ...typed()] : chosen(source, false) },
    panels,
  };
}

function size(p: Panel): { readonly w: number; readonly h: number } {
  if (p.type === "stat") return { w: 4, h: 4 };
  return p.type === "logs" ? { w: 24, h: 20 } : { w: 8, h: 8 };
}

function panel(p: Panel, source: JsonObject): JsonObject {
  const type = p.type ?? "timeseries";
  const queries: readonly Query[] = [p, ...(p.more ?? [])];
  const steps: Json = [{ color: "green", value: null }, ...(p.bad === undefined ? [] : [{ color: "red", value: p.bad }])];
  return {
    type,
    title: p.title,
    ...(p.description === undefined ? {} : { description: p.description }),
    datasource: source,
    targets: queries.map((q, i) => ({ refId: String.fromCharCode(65 + i), datasource: source, expr: q.expr, ...(q.legend === undefined ? {} : { legendFormat: q.legend }), ...(type === "stat" ? { instant: true } : {}) })),
    fieldConfig: { defaults: { unit: p.unit ?? "short", ...(type === "timeseries" ? { min: 0 } : {}), thresholds: { mode: "absolute", steps } }, overrides: [] },
    ...(type === "stat" ? { options: { colorMode: p.bad === undefined ? "none" : "background", reduceOptions: { calcs: ["lastNotNull"] } } } : {}),
    ...(type === "timeseries" ? { options: { tooltip: { mode: "multi", sort: "desc" }, legend: { displayMode: "list", placement: "bottom" } } } : {}),
    ...(type === "logs" ? { options: { showTime: true, wrapLogMessage: true, enableLogDetails: true, sortOrder: "Descending" } } : {}),
  };
}

/** The component and its pods, all of them at first. Loki wants one matcher that nothing empty fits. */
function chosen(source: JsonObject, logs: boolean): readonly JsonObject[] {
  const values = (name: string, label: string, query: Json): JsonObject => ({ type: "query", name, label, datasource: source, query, refresh: 2, sort: 1, multi: true, includeAll: true, allValue: name === "component" ? ".+" : ".*", current: { text: ["All"], value: ["$__all"] } });
  if (logs) {
    const label = (name: string): JsonObject => ({ type: 1, label: name, stream: name === "pod" ? '{component=~"$component"}' : "", refId: name });
    return [values("component", "Component", label("component")), values("pod", "Pod", label("pod")), values("level", "Level", label("level"))];
  }
  return [values("component", "Component", "label_values(up, job)"), values("pod", "Pod", 'label_values(up{job=~"$component"}, pod)')];
}

/** What a person types to find lines. */
function typed(): readonly JsonObject[] {
  const box = (name: string, label: string, value: string): JsonObject => ({ type: "textbox", name, label, query: value, current: { text: value, value } });
  return [box("operation", "Operation id", ".*"), box("text", "Text", "")];
}

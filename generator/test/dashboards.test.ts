import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parser as logQL } from "@grafana/lezer-logql";
import { describe, expect, it } from "vitest";
import { generate } from "../src/cli/generate.ts";
import { fileTree, type FileTree } from "../src/model/tree.ts";
import { run } from "../src/io/run.ts";
import { knownMetrics, metricsOf } from "./helpers/metrics.ts";
import { minimal, realInputs } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

interface Target {
  readonly expr: string;
}

interface Drawn {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Drawn[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly allValue?: string }[] };
}

const folder = "charts/grafana/dashboards/";

function dashboards(files?: Readonly<Record<string, string>>): readonly Dashboard[] {
  const { tree, diagnostics } = generate(realInputs(files === undefined ? minimal : `${minimal}extraModules: [site]\n`, { extra: () => fileTree(Object.entries(files ?? {})) }));
  expect(diagnostics).toEqual([]);
  return [...(tree as FileTree)].filter(([path]) => path.startsWith(folder)).map(([, text]) => JSON.parse(String(text)) as Dashboard);
}

const module = `name: openim-dummy
kind: module
description: A module of the site.
part: server
binary: dummy
images:
  main: { registry: registry.acme.io, repository: acme/dummy, tag: v1.2.3 }
ports:
  - { name: grpc, number: 18099, protocol: grpc }
  - { name: metrics, number: 12099, protocol: http, metrics: true }
needs: { stores: [etcd] }
probes: { readiness: { tcp: grpc } }
resources: { requests: { cpu: 55m, memory: 77Mi } }
`;

const all = dashboards({ "site/openim-dummy.yaml": module });
const queries = (source: string): readonly string[] => all.flatMap((d) => d.panels).filter((p) => p.datasource?.uid === source).flatMap((p) => (p.targets ?? []).map((t) => t.expr));
/** Grafana's variables as some value, so that others can read the query. */
const filled = (expr: string): string => expr.replaceAll(/\[\$\w+\]/g, "[1m]").replaceAll(/\$\w+/g, "x");
const rows = (uid: string): readonly string[] => all.find((d) => d.uid === uid)?.panels.filter((p) => p.type === "row").map((p) => p.title) ?? [];
const promtool = await toolPath("promtool");

describe("dashboards", () => {
  it("ask for no metric that no process has", () => {
    const known = knownMetrics();
    const asked = queries("prometheus").flatMap(metricsOf);
    expect(asked.length).toBeGreaterThan(50);
    expect([...new Set(asked)].filter((name) => !known.has(name))).toEqual([]);
  });

  it("leave no placeholder of the catalogue behind", () => {
    expect(queries("prometheus").filter((expr) => expr.includes("$job"))).toEqual([]);
  });

  it.skipIf(promtool === undefined)("hold queries that Prometheus understands", async () => {
    const rules = queries("prometheus").map((expr, i) => ({ record: `q${i}`, expr: filled(expr) }));
    const place = mkdtempSync(join(tmpdir(), "queries-"));
    writeFileSync(join(place, "rules.yaml"), JSON.stringify({ groups: [{ name: "dashboards", rules }] }));
    const { exitCode, stdout, stderr } = await run(promtool ?? "", ["check", "rules", join(place, "rules.yaml")], { cwd: place });
    rmSync(place, { recursive: true });
    expect(`${exitCode} ${stdout}${stderr}`).toContain(`0 Checking`);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  it("give a new module a row of its own with its own targets", () => {
    expect(rows("openim-rpc")).toContain("openim-dummy");
    const without = dashboards();
    expect(without.flatMap((d) => d.panels).map((p) => p.title)).not.toContain("openim-dummy");
    expect(queries("prometheus").filter((expr) => expr.includes('job="openim-dummy"'))).toHaveLength(3);
  });

  it("give every store that is measured its row", () => {
    expect(rows("openim-stores")).toEqual(expect.arrayContaining(["Redis", "MongoDB", "Kafka", "etcd"]));
  });

  it("ask Loki with one matcher that nothing empty fits, whatever is chosen", () => {
    expect(queries("loki").length).toBeGreaterThan(0);
    expect(queries("loki").filter((expr) => !expr.includes('component=~"$component"'))).toEqual([]);
    const component = all.find((d) => d.uid === "openim-logs")?.templating.list.find((v) => v.name === "component");
    expect("").not.toMatch(new RegExp(`^(${component?.allValue ?? ""})$`));
  });

  it("hold queries that Loki's grammar takes", () => {
    expect(queries("loki").map(filled).flatMap(mistakes)).toEqual([]);
    expect(mistakes('{component="x"} |= ')).not.toEqual([]);
  });

  it("have each panel in a place and with a number of its own", () => {
    for (const { panels } of all) {
      expect(new Set(panels.map((p) => p.id)).size).toBe(panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`));
      expect(new Set(cells).size).toBe(cells.length);
      expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
    }
  });
});

/** Where a query leaves the grammar, as text. */
function mistakes(expr: string): readonly string[] {
  const found: string[] = [];
  logQL.parse(expr).iterate({
    enter({ type, from }) {
      if (type.isError) found.push(`${expr} at ${from}`);
    },
  });
  return found;
}

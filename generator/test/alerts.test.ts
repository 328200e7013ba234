import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { run } from "../src/io/run.ts";
import { alertsOf } from "../src/model/alerts.ts";
import { at, type JsonObject } from "../src/model/json.ts";
import { runbook } from "../src/render/runbook.ts";
import { knownMetrics, metricsOf, namePatterns } from "./helpers/metrics.ts";
import { realCatalog, realResult } from "./helpers/real.ts";
import { renderChart } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

interface Case {
  readonly job: string;
  readonly at: string;
  readonly fires: Readonly<Record<string, string>>;
  /** Absent: it fires always. */
  readonly quiet?: Readonly<Record<string, string>>;
}

const cases = Object.entries(parse(readFileSync(join(import.meta.dirname, "alerts/cases.yaml"), "utf8"), { schema: "failsafe" }) as Readonly<Record<string, Case>>);
const [helm, promtool, amtool] = await Promise.all(["helm", "promtool", "amtool"].map(toolPath));

const work = mkdtempSync(join(tmpdir(), "alerts-"));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const components = [...realCatalog().components.values()];
const names = [...new Set(components.flatMap((c) => alertsOf(c).map((a) => a.alert)))].sort();

/** The configuration that a chart renders, as files below the work folder. */
async function configuration(chart: string, folder: string, files: readonly string[] = []): Promise<string> {
  if (helm === undefined) throw new Error("no helm");
  const home = join(work, folder);
  mkdirSync(home);
  const objects = await renderChart({ helm, chart, files });
  const maps = objects.filter((o) => o.kind === "ConfigMap").map((o) => at(o.value, ["data"]) as Readonly<Record<string, string>>);
  for (const [name, text] of maps.flatMap((m) => Object.entries(m))) writeFileSync(join(home, name), text.replaceAll("/rules/", `${home}/`).replace("*.yaml", "[!p]*.yaml"));
  return home;
}

describe("alerts of the catalogue", () => {
  it("are each tried on series", () => {
    expect(cases.map(([name]) => name).sort()).toEqual(names);
  });

  it("ask for no metric that no process has", () => {
    const known = knownMetrics();
    const asked = components.flatMap((c) => alertsOf(c).map((a) => a.expr));
    expect([...new Set(asked.flatMap(metricsOf))].filter((name) => !known.has(name)).sort()).toEqual([]);
    expect(asked.flatMap(namePatterns).filter((pattern) => ![...known].some((name) => pattern.test(name)))).toEqual([]);
  });

  it("have a section of the runbook each, where their link leads", () => {
    const headings = [...runbook(components).matchAll(/^## (.+)$/gm)].map((m) => m[1]);
    expect(headings).toEqual(names);
    expect(realResult().tree?.get("docs/runbook.md")).toBe(runbook(components));
  });
});

/** A test of promtool: how many alerts of a name fire on these series. */
function trial(name: string, given: Case, series: Case["fires"], count: number): JsonObject {
  return {
    interval: "1m",
    input_series: Object.entries(series).map(([s, values]) => ({ series: s.replaceAll("$job", `job="${given.job}"`), values })),
    promql_expr_test: [
      // Nothing else of the same name fires either.
      { expr: `count(ALERTS{alertname="${name}", alertstate="firing", job="${given.job}"}) or vector(0)`, eval_time: given.at, exp_samples: [{ value: count }] },
    ],
  };
}

describe.skipIf(promtool === undefined || helm === undefined)("rules, as Prometheus reads them", () => {
  const rules = (folder: string): readonly string[] => [...(realResult().tree ?? [])].filter(([path]) => path.startsWith("charts/prometheus/rules/")).map(([path, text]) => {
    const file = join(folder, path.split("/").at(-1) ?? "");
    writeFileSync(file, text);
    return file;
  });

  it("fire when they should, not when they should not, and never on nothing", async () => {
    const all = rules(work);
    const write = (name: string, files: readonly string[], tests: readonly JsonObject[]): string => {
      const file = join(work, `test-${name}.yaml`);
      writeFileSync(file, stringify({ rule_files: files, evaluation_interval: "1m", tests }));
      return file;
    };
    const nothing = { interval: "1m", input_series: [], promql_expr_test: [{ expr: 'count(ALERTS{alertname!="Watchdog"}) or vector(0)', eval_time: "90m", exp_samples: [{ value: 0 }] }] };
    const byJob = [...new Set(cases.map(([, c]) => c.job))].map((job) => {
      const own = cases.filter(([, c]) => c.job === job);
      return write(job, all.filter((f) => f.endsWith(`/${job}.yaml`)), own.flatMap(([name, c]) => [trial(name, c, c.fires, 1), ...(c.quiet === undefined ? [] : [trial(name, c, c.quiet, 0)])]));
    });
    const { exitCode, stdout, stderr } = await run(promtool ?? "", ["test", "rules", ...byJob, write("nothing", all, [nothing])], { cwd: work });
    expect({ exitCode, said: stdout + stderr }).toMatchObject({ exitCode: 0 });
  });

  it.each(["minimal", "extras"])("and configuration are sound: %s", async (scenario) => {
    const home = await configuration("prometheus", `prometheus-${scenario}`, [`charts/prometheus/ci/${scenario}-values.yaml`]);
    const args = ["check", "config", "--syntax-only", join(home, "prometheus.yml")];
    expect(await run(promtool ?? "", args, { cwd: work })).toMatchObject({ exitCode: 0 });
    expect(await run(promtool ?? "", ["check", "rules", "--lint-fatal", ...rules(home)], { cwd: work })).toMatchObject({ exitCode: 0 });
  });
});

describe.skipIf(amtool === undefined || helm === undefined)("Alertmanager's configuration", () => {
  it("is sound without and with receivers, and tells those who asked", async () => {
    const tell = (home: string, ...labels: readonly string[]) => run(amtool ?? "", ["config", "routes", "test", `--config.file=${join(home, "alertmanager.yml")}`, ...labels], { cwd: work });
    const bare = await configuration("alertmanager", "bare");
    const full = await configuration("alertmanager", "full", ["charts/alertmanager/ci/receivers-values.yaml"]);
    for (const home of [bare, full]) expect(await run(amtool ?? "", ["check-config", join(home, "alertmanager.yml")], { cwd: work })).toMatchObject({ exitCode: 0 });
    const told = async (home: string, ...labels: readonly string[]) => (await tell(home, ...labels)).stdout.trim();
    expect(await told(bare, "alertname=TargetDown", "severity=critical", "owner=openim")).toBe("nobody");
    expect(await told(full, "alertname=TargetDown", "severity=critical", "owner=openim")).toBe("developers");
    expect(await told(full, "alertname=RedisMemory", "severity=warning", "owner=infrastructure")).toBe("operators");
    expect(await told(full, "alertname=MessagesFew", "severity=info", "owner=openim")).toBe("nobody");
    expect(await told(full, "alertname=Watchdog", "severity=info", "owner=infrastructure")).toBe("heartbeat,nobody");
  });
});

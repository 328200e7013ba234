import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/io/run.ts";
import { merge, type JsonObject } from "../../src/model/json.ts";
import { readObjects, type Rendered } from "../../src/verify/objects.ts";
import { stage } from "./render.ts";

/** One way to render a chart. */
export interface Variant {
  readonly name: string;
  readonly chart: string;
  /** What is laid over the chart's own values. */
  readonly values: JsonObject;
  readonly release?: string;
}

/** What Helm made of it. */
export interface Render extends Variant {
  readonly objects: readonly Rendered[];
}

const parsed = new Map<string, readonly Rendered[]>();

/** Objects of `helm template`. Most documents are the same in most renders; each is parsed once, and equal objects are one object. */
export function objectsOf(text: string): readonly Rendered[] {
  return text.split(/^---\s*$/m).flatMap((part) => {
    let known = parsed.get(part);
    if (known === undefined) parsed.set(part, (known = readObjects(part)));
    return known;
  });
}

let files = 0;

/** `helm template` as text; an Error with what Helm said when it refuses. */
export async function helmTemplate(helm: string, { chart, values, release = "openim" }: Variant, more: readonly string[] = ["--kube-version", "1.37.0"]): Promise<string> {
  const { folder } = stage();
  const file = `render-${process.pid}-${files++}.json`;
  writeFileSync(join(folder, file), JSON.stringify(values));
  const { exitCode, stdout, stderr } = await run(helm, ["template", release, `charts/${chart}`, "--namespace", "im", "-f", file, ...more], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr.replace(/\n?Use --debug flag.*\n?/, "").trim());
  return stdout;
}

/** A variant with its objects. */
export async function render(helm: string, variant: Variant): Promise<Render> {
  return { ...variant, objects: objectsOf(await helmTemplate(helm, variant)) };
}

/**
 * Many variants of charts by one process: a chart whose only content is the others, once per variant under an alias. It takes a
 * quarter of the time of a process each. Text of each variant by its name; what one of them refuses, all refuse.
 */
export async function renderTogether(helm: string, variants: readonly Variant[]): Promise<ReadonlyMap<string, string>> {
  const { folder } = stage();
  const wrapper = `together-${process.pid}-${files++}`;
  mkdirSync(join(folder, wrapper), { recursive: true });
  const dependencies = variants.map((v, i) => ({ name: v.chart, version: "*", repository: `file://../charts/${v.chart}`, alias: `v${i}` }));
  writeFileSync(join(folder, wrapper, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name: "together", version: "0.1.0", dependencies }));
  writeFileSync(join(folder, wrapper, "values.yaml"), JSON.stringify(Object.fromEntries(variants.map((v, i) => [`v${i}`, v.values]))));
  copyCharts(folder, join(folder, wrapper, "charts"), [...new Set(variants.map((v) => v.chart))]);
  const { exitCode, stdout, stderr } = await run(helm, ["template", variants[0]?.release ?? "openim", wrapper, "--namespace", "im", "--kube-version", "1.37.0"], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
  const texts = new Map<string, string[]>(variants.map((v) => [v.name, []]));
  for (const part of stdout.split(/^---\s*$/m)) {
    const index = /^# Source: together\/charts\/v(\d+)\//m.exec(part)?.[1];
    const variant = variants[Number(index ?? -1)];
    // An alias is the chart's name in one label.
    if (variant !== undefined) texts.get(variant.name)?.push(part.replace(/^# Source: together\/charts\/v\d+\//m, `# Source: ${variant.chart}/`).replaceAll(new RegExp(`helm.sh/chart: v${index}-`, "g"), `helm.sh/chart: ${variant.chart}-`));
  }
  return new Map([...texts].map(([name, parts]) => [name, parts.join("---")]));
}

function copyCharts(folder: string, target: string, charts: readonly string[]): void {
  for (const chart of charts) cpSync(join(folder, "charts", chart), join(target, chart), { recursive: true });
}

/** The values that a render was made with, the chart's own included. */
export function wholeValues(render: Variant, own: JsonObject): JsonObject {
  return merge(own, render.values);
}

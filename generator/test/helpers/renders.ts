import { createHash } from "node:crypto";
import type { JsonObject } from "../../src/model/json.ts";
import { readObjects, type Rendered } from "../../src/verify/objects.ts";
import { askHelm } from "./ask-helm.ts";
import { realResult } from "./real.ts";
import { inParallel } from "./render.ts";

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

/** `helm template` as text; an Error with what Helm said when it refuses. */
export async function helmTemplate(helm: string, { chart, values, release = "openim" }: Variant, more: readonly string[] = ["--kube-version", "1.37.0"]): Promise<string> {
  const { exitCode, stdout, stderr } = await askHelm(helm, ["template", release, `charts/${chart}`, "--namespace", "im", "-f", "-", ...more], JSON.stringify(values));
  if (exitCode !== 0) throw new Error(stderr.replace(/\n?Use --debug flag.*\n?/, "").trim());
  return stdout;
}

/** Variants with their objects. Charts that are rendered alone come together from few processes. */
export async function renderAll(helm: string, all: readonly Variant[]): Promise<readonly Render[]> {
  const alone = all.filter((v) => v.chart === "openim" || asksWhetherAlone(v.chart));
  const others = all.filter((v) => !alone.includes(v));
  const chunks = Array.from({ length: Math.ceil(others.length / 35) }, (_, i) => others.slice(i * 35, (i + 1) * 35));
  const texts = new Map((await inParallel(chunks, (chunk) => renderTogether(helm, chunk))).flatMap((found) => [...found]));
  const rest = await inParallel(alone, (variant) => render(helm, variant));
  return [...rest, ...others.map((v) => ({ ...v, objects: readObjects(texts.get(v.name) ?? "") }))];
}

/** Whether a chart's templates look at more than their values. */
export function asksWhetherAlone(chart: string): boolean {
  return [...(realResult().tree ?? [])].some(([path, text]) => path.startsWith(`charts/${chart}/templates/`) && text.includes(".Chart.IsRoot"));
}

/** A variant with its objects. */
export async function render(helm: string, variant: Variant): Promise<Render> {
  return { ...variant, objects: readObjects(await helmTemplate(helm, variant)) };
}

/**
 * Many variants of charts by one process: a chart whose only content is the others, once per variant under an alias. It takes a
 * quarter of the time of a process each. Text of each variant by its name; what one of them refuses, all refuse.
 */
export async function renderTogether(helm: string, variants: readonly Variant[]): Promise<ReadonlyMap<string, string>> {
  const release = variants[0]?.release ?? "openim";
  const dependencies = variants.map((v, i) => ({ name: v.chart, version: "*", repository: `file://../charts/${v.chart}`, alias: `v${i}` }));
  const files = {
    "Chart.yaml": JSON.stringify({ apiVersion: "v2", name: "together", version: "0.1.0", dependencies }),
    "values.yaml": JSON.stringify(Object.fromEntries(variants.map((v, i) => [`v${i}`, v.values]))),
  };
  const folder = `together-${createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16)}`;
  const { exitCode, stdout, stderr } = await askHelm(helm, ["template", release, folder, "--namespace", "im", "--kube-version", "1.37.0"], "", { folder, files, charts: [...new Set(variants.map((v) => v.chart))] });
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

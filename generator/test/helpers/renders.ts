import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { run } from "../../src/io/run.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { readObjects, type Rendered } from "../../src/verify/objects.ts";
import { once } from "./once.ts";
import { project, realResult } from "./real.ts";
import { inParallel, stage } from "./render.ts";

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

/** Where what Helm said about these very charts is kept from one run of the tests to the next; what it said about charts of long ago goes. */
const kept = once(() => {
  const all = join(project, ".cache/renders");
  const digest = createHash("sha256").update(JSON.stringify([...(realResult().tree ?? [])].filter(([path]) => path.startsWith("charts/") && !path.endsWith("README.md")))).digest("hex").slice(0, 16);
  const folder = join(all, digest);
  mkdirSync(folder, { recursive: true });
  const newest = readdirSync(all).sort((a, b) => statSync(join(all, b)).mtimeMs - statSync(join(all, a)).mtimeMs);
  for (const old of newest.slice(4)) rmSync(join(all, old), { recursive: true, force: true });
  return folder;
});

/** The same program with the same input says the same, so it is asked once. */
async function remembered(helm: string, input: readonly unknown[], ask: () => Promise<string>): Promise<string> {
  const { size, mtimeMs } = statSync(helm);
  const place = join(kept(), `${createHash("sha256").update(JSON.stringify([helm, size, mtimeMs, ...input])).digest("hex")}.gz`);
  if (existsSync(place)) return gunzipSync(readFileSync(place)).toString();
  const text = await ask();
  const fresh = `${place}.${process.pid}.${files++}`;
  writeFileSync(fresh, gzipSync(text, { level: 1 }));
  renameSync(fresh, place);
  return text;
}

/** `helm template` as text; an Error with what Helm said when it refuses. */
export async function helmTemplate(helm: string, { chart, values, release = "openim" }: Variant, more: readonly string[] = ["--kube-version", "1.37.0"]): Promise<string> {
  return remembered(helm, [chart, values, release, more], async () => {
    const { folder } = stage();
    const file = `render-${process.pid}-${files++}.json`;
    writeFileSync(join(folder, file), JSON.stringify(values));
    const { exitCode, stdout, stderr } = await run(helm, ["template", release, `charts/${chart}`, "--namespace", "im", "-f", file, ...more], { cwd: folder });
    if (exitCode !== 0) throw new Error(stderr.replace(/\n?Use --debug flag.*\n?/, "").trim());
    return stdout;
  });
}

/** Variants with their objects. Charts that are rendered alone come together from few processes. */
export async function renderAll(helm: string, all: readonly Variant[]): Promise<readonly Render[]> {
  const alone = all.filter((v) => v.chart === "openim" || asksWhetherAlone(v.chart));
  const others = all.filter((v) => !alone.includes(v));
  const chunks = Array.from({ length: Math.ceil(others.length / 35) }, (_, i) => others.slice(i * 35, (i + 1) * 35));
  const texts = new Map((await inParallel(chunks, (chunk) => renderTogether(helm, chunk))).flatMap((found) => [...found]));
  const rest = await inParallel(alone, (variant) => render(helm, variant));
  return [...rest, ...others.map((v) => ({ ...v, objects: objectsOf(texts.get(v.name) ?? "") }))];
}

/** Whether a chart's templates look at more than their values. */
export function asksWhetherAlone(chart: string): boolean {
  return [...(realResult().tree ?? [])].some(([path, text]) => path.startsWith(`charts/${chart}/templates/`) && text.includes(".Chart.IsRoot"));
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
  const release = variants[0]?.release ?? "openim";
  const stdout = await remembered(helm, ["together", release, variants], async () => {
    const { folder } = stage();
    const wrapper = `together-${process.pid}-${files++}`;
    mkdirSync(join(folder, wrapper, "charts"), { recursive: true });
    const dependencies = variants.map((v, i) => ({ name: v.chart, version: "*", repository: `file://../charts/${v.chart}`, alias: `v${i}` }));
    writeFileSync(join(folder, wrapper, "Chart.yaml"), JSON.stringify({ apiVersion: "v2", name: "together", version: "0.1.0", dependencies }));
    writeFileSync(join(folder, wrapper, "values.yaml"), JSON.stringify(Object.fromEntries(variants.map((v, i) => [`v${i}`, v.values]))));
    for (const chart of new Set(variants.map((v) => v.chart))) cpSync(join(folder, "charts", chart), join(folder, wrapper, "charts", chart), { recursive: true });
    const answer = await run(helm, ["template", release, wrapper, "--namespace", "im", "--kube-version", "1.37.0"], { cwd: folder });
    if (answer.exitCode !== 0) throw new Error(answer.stderr);
    return answer.stdout;
  });
  const texts = new Map<string, string[]>(variants.map((v) => [v.name, []]));
  for (const part of stdout.split(/^---\s*$/m)) {
    const index = /^# Source: together\/charts\/v(\d+)\//m.exec(part)?.[1];
    const variant = variants[Number(index ?? -1)];
    // An alias is the chart's name in one label.
    if (variant !== undefined) texts.get(variant.name)?.push(part.replace(/^# Source: together\/charts\/v\d+\//m, `# Source: ${variant.chart}/`).replaceAll(new RegExp(`helm.sh/chart: v${index}-`, "g"), `helm.sh/chart: ${variant.chart}-`));
  }
  return new Map([...texts].map(([name, parts]) => [name, parts.join("---")]));
}

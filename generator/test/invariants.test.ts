import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { locateCustomSchemas } from "../src/io/custom-schemas.ts";
import { loadKubernetes, locateSchemas } from "../src/io/k8s-schemas.ts";
import { run } from "../src/io/run.ts";
import { at, isObject, type Json, type JsonObject } from "../src/model/json.ts";
import { immutableChanges } from "../src/verify/immutable-changes.ts";
import { schemaFindings } from "../src/verify/kubeconform-output.ts";
import { containers, podTemplate, readObjects, title, type Rendered } from "../src/verify/objects.ts";
import { pathText, workload } from "../src/verify/workloads.ts";
import { askOnce } from "./helpers/ask-helm.ts";
import { invariants, selectorsOf, type World } from "./helpers/invariants.ts";
import { otherValues } from "./helpers/other-value.ts";
import { project, realResult } from "./helpers/real.ts";
import { inParallel } from "./helpers/render.ts";
import { asksWhetherAlone, helmTemplate, render, renderAll, renderTogether, type Render, type Variant } from "./helpers/renders.ts";
import { toolPath } from "./helpers/tool.ts";
import { everything, variants } from "./helpers/variants.ts";

const helm = (await toolPath("helm")) ?? "";
const helm4 = await toolPath("helm4");
const kubeconform = await toolPath("kubeconform");
const kubernetes = loadKubernetes();
const plan = realResult().plan;
if (plan === undefined) throw new Error(JSON.stringify(realResult().diagnostics, null, 2));
const all = everything(plan);
const ajv = new Ajv({ strict: false });
const publicURL = { publicURL: "https://im.example.com" };
const minimal: Variant = { name: "minimal", chart: "openim", values: { global: { openim: publicURL } } };

/** What the umbrella itself refuses, with a reason for a person. */
const refused: Readonly<Record<string, RegExp>> = {
  "openim openim-credentials.enabled=false": /openim-credentials\.enabled is false, so nobody makes these Secrets/,
  "openim global.openim.kafka.tls.clientCertificate=true": /clientCertificate is set without global\.openim\.kafka\.tls\.existingSecret/,
  "openim global.openim.kafka.tls.insecureSkipVerify=true": /insecureSkipVerify is set without global\.openim\.kafka\.tls\.existingSecret/,
};

/** Images that only the variants here name. */
const examples = ["mirror.example.com/", "docker.io/library/busybox:1.37.0"];

const renders: Render[] = [];
let world: World;

describe.skipIf(helm === "")("every render", () => {
  beforeAll(async () => {
    const wanted = variants(plan);
    renders.push(...(await renderAll(helm, wanted.filter((v) => refused[v.name] === undefined))));
    for (const variant of wanted) {
      const reason = refused[variant.name];
      if (reason !== undefined) await expect(helmTemplate(helm, variant)).rejects.toThrow(reason);
    }
    const whole = renders.find((r) => r.name === "everything")?.objects ?? [];
    const around = new Map<string, readonly Rendered[]>([["openim", whole]]);
    world = {
      plan,
      removed: kubernetes.removed,
      around: (instance) => {
        const known = around.get(instance) ?? (JSON.parse(JSON.stringify(whole).replaceAll('"openim-', `"${instance}-`)) as readonly Rendered[]);
        around.set(instance, known);
        return known;
      },
    };
  });

  it("is there to be looked at", () => {
    expect(renders.length).toBeGreaterThan(180);
    expect(renders.filter((r) => r.chart === "openim").length).toBeGreaterThan(45);
  });

  it.each(invariants)("$says", ({ check }) => {
    const broken = renders.flatMap((r) => check(r, world).map((violation) => `${r.name}: ${violation}`));
    expect(broken).toEqual([]);
  });

  it.skipIf(kubeconform === undefined)("fits the schemas of Kubernetes, from the oldest minor to the newest, and the definitions of custom resources", async () => {
    const schemas = (await Promise.all(kubernetes.checked.map((minor) => locateSchemas(minor)))).flatMap((s) => s ?? []);
    const custom = await locateCustomSchemas();
    if (custom === undefined || schemas.length < kubernetes.checked.length) throw new Error("schemas are missing; ./gen doctor --install provides them");
    const distinct = [...new Set(renders.flatMap((r) => r.objects.map((o) => JSON.stringify(o.value))))];
    const input = distinct.map((o) => `---\n${o}\n`).join("");
    const verdicts = await inParallel(schemas, (s) => {
      const args = ["-strict", "-summary", "-output", "json", "-kubernetes-version", s.kubernetesVersion, "-schema-location", s.location, "-schema-location", custom];
      return askOnce([kubeconform ?? ""], { args, input, sources: kubernetes }, () => run(kubeconform ?? "", args, { input }));
    });
    for (const verdict of verdicts) {
      const { summary } = JSON.parse(verdict.stdout) as { readonly summary: Readonly<Record<string, number>> };
      expect(schemaFindings(verdict.stdout).map((d) => d.message)).toEqual([]);
      expect(summary).toEqual({ valid: distinct.length, invalid: 0, errors: 0, skipped: 0 });
    }
    const kinds = new Set(renders.flatMap((r) => r.objects.map((o) => o.kind)));
    expect(kubernetes.customResources.flatMap((r) => r.kinds).filter((kind) => !kinds.has(kind))).toEqual([]);
  });
});

describe.skipIf(helm === "")("renders against each other", () => {
  // What a cluster with every controller offers, and one with none.
  const offered = ["monitoring.coreos.com/v1", "gateway.networking.k8s.io/v1", "traefik.io/v1alpha1", "networking.istio.io/v1", "autoscaling/v2", "policy/v1"].flatMap((api) => ["--api-versions", api]);

  it("are equal for every minor of Kubernetes, with and without a list of APIs, with Helm 3 and Helm 4, and the second time", async () => {
    const sorted = (text: string) => text.split(/^---\s*$/m).map((part) => part.trim()).filter((part) => part !== "").sort().join("\n---\n");
    const want = sorted(await helmTemplate(helm, all));
    const ways = kubernetes.supported.flatMap((minor, i) => [
      { program: helm, args: ["--kube-version", `${minor}.0`, ...(i % 2 === 0 ? offered : [])] },
      ...(helm4 === undefined ? [] : [{ program: helm4, args: ["--kube-version", `${minor}.0`, ...(i % 2 === 1 ? offered : [])] }]),
    ]);
    const different = await inParallel(ways, async ({ program, args }) => (sorted(await helmTemplate(program, all, args)) === want ? [] : [[program, ...args].join(" ")]));
    expect(different.flat()).toEqual([]);
    expect(want.length).toBeGreaterThan(300_000);
  });

  it("are the same alone and together with others, which the walk through all values relies on", async () => {
    const some = plan.charts.filter((c) => c.name !== "openim").map((c): Variant => ({ name: c.name, chart: c.name, values: c.ci["minimal"] ?? {} }));
    const together = await renderTogether(helm, some);
    const lines = (text: string) => readObjects(text).map((o) => `${title(o)} ${o.source} ${JSON.stringify(o.value)}`).sort();
    const alone = await inParallel(some, (v) => helmTemplate(helm, v));
    const different = some.filter((v, i) => !asksWhetherAlone(v.chart) && lines(together.get(v.name) ?? "").join("\n") !== lines(alone[i] ?? "").join("\n")).map((v) => v.name);
    expect(different).toEqual([]);
  });

  it("keep every name within its limit for a release name of 53 characters", async () => {
    const long = { ...all, name: "long", release: "a".repeat(53) };
    const whole = await render(helm, long);
    const charts = plan.charts.filter((c) => c.name !== "openim").map((c): Variant => ({ name: c.name, chart: c.name, values: c.ci["minimal"] ?? {}, release: "a".repeat(53) }));
    const alone = [...(await renderTogether(helm, charts))].map(([name, text]): Render => ({ name, chart: name, values: plan.charts.find((c) => c.name === name)?.ci["minimal"] ?? {}, release: "a".repeat(53), objects: readObjects(text) }));
    const relevant = invariants.filter((i) => i.says === "policy-name" || i.says.startsWith("renders something") || i.says.startsWith("names only what is there"));
    expect(relevant.length).toBe(3);
    expect([whole, ...alone].flatMap((r) => relevant.flatMap((i) => i.check(r, world).map((v) => `${r.name}: ${v}`)))).toEqual([]);
    // Together they find each other under the shortened name.
    const names = new Set(whole.objects.map(title));
    expect(alone.flatMap((r) => r.objects.filter((o) => o.kind === "Service" && !names.has(title(o))).map(title))).toEqual([]);
  });

  it("share nothing between two releases in one namespace: no object, and no selector that takes pods of the other", async () => {
    const first = renders.find((r) => r.name === "everything") ?? (await render(helm, all));
    const second = await render(helm, { ...all, release: "second" });
    const names = new Set(first.objects.map(title));
    expect(second.objects.map(title).filter((t) => names.has(t))).toEqual([]);
    const taken = (mine: readonly Rendered[], theirs: readonly Rendered[]) =>
      selectorsOf(mine).flatMap(({ object, selector }) =>
        theirs.flatMap((o) => {
          const labels = workload(o)?.labels;
          return labels !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value) ? [`${title(object)} takes the pods of ${title(o)} by ${JSON.stringify(selector)}`] : [];
        }),
      );
    expect([...taken(first.objects, second.objects), ...taken(second.objects, first.objects)]).toEqual([]);
    expect(selectorsOf(first.objects).length).toBeGreaterThan(150);
  });

  it("pull exactly what images.lock lists, all together", () => {
    const { images = [] } = parse(readFileSync(join(project, "images.lock"), "utf8")) as { readonly images?: readonly { readonly image: string; readonly digest?: string }[] };
    const byDigest = new Map(images.map(({ image, digest }) => [`${image.replace(/:[^:/]+$/, "")}@${digest ?? ""}`, image]));
    const pulled = renders.flatMap((r) => r.objects.flatMap((o) => containers(podTemplate(o) ?? {}).map((c) => String(c["image"]))));
    const names = new Set(pulled.filter((i) => !examples.some((e) => i.startsWith(e))).map((i) => byDigest.get(i) ?? i));
    expect([...names].sort()).toEqual(images.map(({ image }) => image).sort());
  });

  it("take every image from the one registry that is named, those of tests, Jobs and helpers included", async () => {
    const mirrored = await render(helm, { ...all, values: { ...all.values, global: { ...(all.values["global"] as JsonObject), imageRegistry: "mirror.example.com:5000" } } });
    const images = mirrored.objects.flatMap((o) => (workload(o)?.containers ?? []).map((c) => ({ kind: o.kind, role: c.role, image: String(c.value["image"]) })));
    expect(images.filter(({ image }) => !image.startsWith("mirror.example.com:5000/"))).toEqual([]);
    // Nothing else in any object names a registry: what a program starts by itself would not be mirrored.
    const registries = new Set(plan.charts.flatMap((c) => imagesIn(c.values)).map((i) => String(i["registry"])));
    const left = mirrored.objects.flatMap((o) => [...registries].filter((r) => JSON.stringify(o.value).includes(`"${r}/`)).map((r) => `${title(o)}: ${r}`));
    expect(left).toEqual([]);
    expect([...new Set(images.map((i) => i.kind))].sort()).toEqual(["Deployment", "Job", "Pod", "StatefulSet"]);
    expect(new Set(images.map((i) => i.role)).size).toBeGreaterThan(1);
  });

  it("restart the readers of a changed configuration file, and change nothing else", async () => {
    const before = await render(helm, minimal);
    const charts = plan.charts.filter((c) => (c.component.files ?? []).length > 0);
    const files = [...new Set(charts.flatMap((c) => c.component.files ?? []))];
    const tried: string[] = [];
    const results = await inParallel(files, async (file) => {
      const owner = charts.find((c) => c.component.files?.[0] === file);
      const reader = owner ?? charts.find((c) => c.component.files?.includes(file) === true);
      const data = at(before.objects.find((o) => title(o) === `ConfigMap ${reader?.name}`)?.value, ["data"]);
      const now = parse(String(at(data, [`${file}.yml`]) ?? at(data, [`${file.replace(/^chat-/, "")}.yml`]))) as JsonObject;
      const change = changeOf(reader, file, owner !== undefined, now);
      if (change === undefined) return mayChange(reader, file, owner !== undefined) ? [`${file}: no other value found`] : [];
      tried.push(file);
      const values: JsonObject = owner === undefined ? { global: { openim: { ...publicURL, config: { [file]: change } } } } : { ...minimal.values, [owner.name]: { config: change } };
      const after = await render(helm, { ...minimal, values });
      const old = new Map(before.objects.map((o) => [title(o), o]));
      const changed = after.objects.filter((o) => JSON.stringify(old.get(title(o))?.value) !== JSON.stringify(o.value));
      const readers = charts.filter((c) => (owner === undefined ? c.component.files?.includes(file) === true : c === owner)).map((c) => c.name);
      const wanted = readers.flatMap((name) => [`ConfigMap ${name}`, `Deployment ${name}`]).sort();
      const deep = changed.filter((o) => o.kind === "Deployment" && JSON.stringify(withoutChecksum(o)) !== JSON.stringify(withoutChecksum(old.get(title(o))))).map((o) => `${file}: more than the checksum of ${title(o)}`);
      return [...deep, ...(changed.map(title).sort().join() === wanted.join() ? [] : [`${file}: ${changed.map(title).sort().join()} instead of ${wanted.join()}`])];
    });
    expect(results.flat()).toEqual([]);
    expect(tried.length).toBeGreaterThan(12);
    // The own file of one that another opens, too: what a site sets there is for its owner, the other takes it as it is shipped.
    const opened = charts.flatMap((c) => (c.component.files ?? []).slice(1).flatMap((file) => charts.filter((o) => o !== c && o.component.files?.[0] === file).map((o) => `${c.name} opens the file of ${o.name}`)));
    expect(opened.sort()).toEqual(asShipped);
  });

  it("upgrade from one to the other: no switch of the umbrella changes a field that cannot change", () => {
    const before = renders.find((r) => r.name === "openim minimal")?.objects ?? [];
    const found = renders.filter((r) => r.chart === "openim" && !/instance|modes|derived/.test(r.name)).flatMap((r) => immutableChanges(before, r.objects).map((c) => `${r.name}: ${title(c.object)}, ${pathText(c.path)}`));
    expect(found.filter((line) => !expectedChanges.some((e) => line.includes(e)))).toEqual([]);
    expect(expectedChanges.filter((e) => !found.some((line) => line.includes(e)))).toEqual([]);
  });
});

/** Opened for its settings pages alone, as the entry of openim-admin-api in the catalogue says. */
const asShipped = ["openim-admin-api opens the file of openim-admin-rpc", "openim-admin-api opens the file of openim-chat-api", "openim-admin-api opens the file of openim-chat-rpc"];

/** A claim keeps the size and class it was made with; `scaled` asks for others. */
const expectedChanges = ["openim scaled: StatefulSet openim-mongodb, spec.volumeClaimTemplates"];

/** Blocks of values that describe an image. */
function imagesIn(value: unknown): readonly JsonObject[] {
  if (!isObject(value)) return [];
  return "repository" in value && "registry" in value ? [value] : Object.values(value).flatMap(imagesIn);
}

function withoutChecksum(o: Rendered | undefined): unknown {
  const template = o === undefined ? undefined : podTemplate(o);
  return [at(o?.value, ["metadata"]), at(template, ["spec"]), { ...(at(template, ["metadata", "annotations"]) as object), "checksum/config": "" }];
}

type Chart = (typeof plan & object)["charts"][number];

/** Where a chart's schema describes a file. */
function schemaOf(chart: Chart | undefined, file: string, own: boolean): Json | undefined {
  return at(chart?.schema, ["properties", ...(own ? ["config"] : ["global", "properties", "openim", "properties", "config", "properties", file])]);
}

/** Whether a file has a key that a site may set at all; of some, the charts own every one. */
function mayChange(chart: Chart | undefined, file: string, own: boolean): boolean {
  const any = (node: unknown): boolean => isObject(node) && (isObject(node["properties"]) ? Object.values(node["properties"]).some(any) : !Array.isArray(node["enum"]) || node["enum"].length > 1);
  const schema = schemaOf(chart, file, own);
  return schema !== undefined && any(schema);
}

/** Another value for the first key of a file for which the schema lets us find one; `now` is the file as it is rendered. */
function changeOf(chart: Chart | undefined, file: string, own: boolean, now: JsonObject): JsonObject | undefined {
  const walk = (node: unknown, path: readonly string[]): Json | undefined => {
    if (!isObject(node)) return undefined;
    if (!isObject(node["properties"])) {
      const accepts = ajv.compile(node);
      return otherValues(node, at(now, path)).find((value) => typeof value !== "object" && accepts(value));
    }
    for (const [key, child] of Object.entries(node["properties"])) {
      const value = walk(child, [...path, key]);
      if (value !== undefined) return { [key]: value };
    }
    return undefined;
  };
  return walk(schemaOf(chart, file, own), []) as JsonObject | undefined;
}

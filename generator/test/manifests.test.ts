import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, type JsonObject } from "../src/model/json.ts";
import { containers, list, podTemplate, title, type Rendered } from "../src/verify/objects.ts";
import { inParallel, renderChart } from "./helpers/render.ts";
import { project, realResult } from "./helpers/real.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const helm4 = await toolPath("helm4");
const publicURL = "global.openim.publicURL=https://im.example.com";

/** One render that the invariants look at. */
interface Render {
  readonly name: string;
  readonly objects: readonly Rendered[];
}

const renders: Render[] = [];
let umbrella: readonly Rendered[] = [];

/** Everything that breaks a rule in any render, named; a rule holds when the list is empty. */
function breaches(check: (object: Rendered, objects: readonly Rendered[]) => readonly string[]): readonly string[] {
  return renders.flatMap((r) => r.objects.flatMap((o) => check(o, r.objects).map((reason) => `${r.name}: ${title(o)}: ${reason}`)));
}

describe.skipIf(helm === undefined)("every render: all charts × their scenarios, and the umbrella × environments", () => {
  beforeAll(async () => {
    const plan = realResult().plan;
    if (plan === undefined || helm === undefined) throw new Error("no plan");
    const jobs = [
      ...plan.charts.flatMap((c) => Object.keys(c.ci).map((scenario) => ({ name: `${c.name} ${scenario}`, chart: c.name, files: [`charts/${c.name}/ci/${scenario}-values.yaml`] }))),
      ...plan.environments.map((e) => ({ name: `openim ${e.name}`, chart: "openim", files: [`values/${e.name}/openim.yaml`] })),
    ];
    const objects = await inParallel(jobs, (job) => renderChart({ helm, ...job }));
    renders.push(...jobs.map((job, i) => ({ name: job.name, objects: objects[i] ?? [] })));
    umbrella = renders.find((r) => r.name === "openim minimal")?.objects ?? [];
  }, 300_000);

  it("renders something everywhere", () => {
    const empty = renders.filter((r) => r.objects.length === 0).map((r) => r.name);
    expect(empty).toEqual([]);
    expect(renders.length).toBeGreaterThan(50);
  });

  it("fits the restricted pod security level, with a read-only root", () => {
    expect(
      pods((template) => {
        const pod = at(template, ["spec", "securityContext"]);
        const spec = at(template, ["spec"]) as JsonObject;
        return [
          ...(at(pod, ["runAsNonRoot"]) === true && at(pod, ["runAsUser"]) !== 0 ? [] : ["may run as root"]),
          ...(at(pod, ["seccompProfile", "type"]) === "RuntimeDefault" ? [] : ["has no seccomp profile"]),
          ...["hostNetwork", "hostPID", "hostIPC"].filter((key) => spec[key] !== undefined),
          ...list(template, "spec", "volumes").flatMap((v) => (v["hostPath"] === undefined ? [] : ["mounts a path of the node"])),
          ...containers(template).flatMap((c) => {
            const own = c["securityContext"] as JsonObject | undefined;
            return [
              ...(own?.["allowPrivilegeEscalation"] === false ? [] : [`${String(c["name"])} may gain privileges`]),
              ...(own?.["readOnlyRootFilesystem"] === true ? [] : [`${String(c["name"])} has a writable root`]),
              ...(JSON.stringify(at(own, ["capabilities", "drop"])) === '["ALL"]' ? [] : [`${String(c["name"])} keeps capabilities`]),
              ...list(c, "ports").flatMap((p) => (p["hostPort"] === undefined ? [] : ["takes a port of the node"])),
            ];
          }),
        ];
      }),
    ).toEqual([]);
  });

  it("mounts no token except where Secrets are made, and no service links", () => {
    expect(
      pods((template, object) => {
        const token = at(template, ["spec", "automountServiceAccountToken"]);
        const wanted = realResult().plan?.charts.some((c) => (c.component.extra["credentials"] === true || c.component.extra["kubernetesAPI"] === true) && object.source.includes(`${c.name}/`));
        return [...(token === wanted ? [] : [`token: ${String(token)}`]), ...(at(template, ["spec", "enableServiceLinks"]) === false ? [] : ["service links"])];
      }),
    ).toEqual([]);
  });

  it("gives every container requests and a memory limit, no CPU limit, and a pinned image", () => {
    expect(
      pods((template) =>
        containers(template).flatMap((c) => [
          ...(at(c, ["resources", "requests", "cpu"]) !== undefined && at(c, ["resources", "requests", "memory"]) !== undefined ? [] : [`${String(c["name"])} requests nothing`]),
          ...(at(c, ["resources", "limits", "memory"]) !== undefined && at(c, ["resources", "limits", "cpu"]) === undefined ? [] : [`${String(c["name"])} has odd limits`]),
          ...(/^[^\s:]+(:\d+)?\/[^\s:]+(:(?!latest|main|master)[\w.-]+|@sha256:[a-f0-9]{64})$/.test(String(c["image"])) ? [] : [`image ${String(c["image"])}`]),
        ]),
      ),
    ).toEqual([]);
  });

  it("asks every long-running container whether it is well", () => {
    expect(
      pods((template, object) =>
        object.kind === "Job" || object.kind === "Pod" ? [] : list(template, "spec", "containers").flatMap((c) => (c["livenessProbe"] === undefined || c["readinessProbe"] === undefined ? [`${String(c["name"])} lacks a probe`] : [])),
      ),
    ).toEqual([]);
  });

  it("keeps secrets out of ConfigMaps, arguments and plain variables", () => {
    const secretive = /(password|secret|token|supercode|accesskey|apikey)/i;
    expect(
      breaches((object) => {
        const template = podTemplate(object);
        const variables = template === undefined ? [] : containers(template).flatMap((c) => list(c, "env").filter((e) => secretive.test(String(e["name"])) && !String(e["name"]).endsWith("__FILE") && e["value"] !== undefined).map((e) => `plain ${String(e["name"])}`));
        const data = object.kind === "ConfigMap" ? Object.entries((at(object.value, ["data"]) ?? {}) as Record<string, string>) : [];
        const lines = data.filter(([file]) => /\.ya?ml$/.test(file)).flatMap(([file, text]) => [...text.matchAll(/^\s*(\w+): (?!""|''|null|\{\}|\[\]|\$__file\{)(\S.*)$/gm)].filter(([, key]) => secretive.test(key ?? "") && !/^(tokenPolicy|secretName|.*_file)$/.test(key ?? "")).map(([line]) => `${file}: ${line.trim()}`));
        return [...variables, ...lines];
      }),
    ).toEqual([]);
  });

  it("has no version of the chart in selectors and pod labels, so that a new version alone restarts nobody", () => {
    expect(
      breaches((object) => {
        const template = podTemplate(object);
        const parts = [at(object.value, ["spec", "selector"]), template === undefined ? undefined : at(template, ["metadata"]), at(object.value, ["spec", "volumeClaimTemplates"])];
        return parts.some((p) => /helm\.sh\/chart|app\.kubernetes\.io\/version/.test(JSON.stringify(p ?? ""))) && object.kind !== "Pod" ? ["carries a version"] : [];
      }),
    ).toEqual([]);
  });

  it("is the same with Helm 4, and in a second render", async () => {
    if (helm === undefined || helm4 === undefined) return expect(process.env["CI"]).toBeUndefined();
    const [again, four] = await Promise.all([renderChart({ helm, chart: "openim", set: [publicURL] }), renderChart({ helm: helm4, chart: "openim", set: [publicURL] })]);
    const sorted = (objects: readonly Rendered[]) => objects.map((o) => JSON.stringify([o.kind, o.name, o.value])).sort();
    expect(sorted(again)).toEqual(sorted(umbrella));
    expect(sorted(four)).toEqual(sorted(umbrella));
  });

  it("keeps every name and label within its limit for a release name of 53 characters", async () => {
    if (helm === undefined) return;
    const long = "a".repeat(53);
    const objects = await renderChart({ helm, chart: "openim", release: long, set: [publicURL] });
    expect(objects.filter((o) => o.name.length > 63).map(title)).toEqual([]);
    expect(objects.filter((o) => o.kind === "StatefulSet" && o.name.length > 52).map(title)).toEqual([]);
    const labels = objects.flatMap((o) => Object.values((at(o.value, ["metadata", "labels"]) ?? {}) as Record<string, string>));
    expect(labels.filter((l) => l.length > 63)).toEqual([]);
    expect(new Set(objects.map(title)).size).toBe(objects.length);
  });

  it("shares no object between two releases in one namespace", async () => {
    if (helm === undefined) return;
    const other = await renderChart({ helm, chart: "openim", release: "second", set: [publicURL] });
    const names = new Set(umbrella.map(title));
    expect(other.map(title).filter((t) => names.has(t))).toEqual([]);
  });

  it("pulls exactly what images.lock lists, in all renders together", () => {
    const examples = ["docker.io/library/busybox:1.37.0"];
    const { images = [] } = parse(readFileSync(join(project, "images.lock"), "utf8")) as { readonly images?: readonly { readonly image: string; readonly digest?: string }[] };
    const byDigest = new Map(images.map(({ image, digest }) => [`${image.replace(/:[^:/]+$/, "")}@${digest ?? ""}`, image]));
    const pulled = renders.flatMap((r) => r.objects.flatMap((o) => containers(podTemplate(o) ?? {}).map((c) => String(c["image"]))));
    const names = new Set(pulled.filter((i) => !i.startsWith("mirror.example.com/") && !examples.includes(i)).map((i) => byDigest.get(i) ?? i));
    expect([...names].sort()).toEqual(images.map(({ image }) => image).sort());
  });

  it("takes every image from the one registry that is named", async () => {
    if (helm === undefined) return;
    const objects = await renderChart({ helm, chart: "openim", set: [publicURL, "global.imageRegistry=mirror.example.com:5000"] });
    const images = objects.flatMap((o) => containers(podTemplate(o) ?? {}).map((c) => String(c["image"])));
    expect(images.filter((i) => !i.startsWith("mirror.example.com:5000/"))).toEqual([]);
    expect(images.length).toBeGreaterThan(25);
  });

  it("renders nothing of a store that the site brings", () => {
    const prod = renders.find((r) => r.name === "openim prod")?.objects ?? [];
    const stores = prod.filter((o) => /\/(mongodb|redis|kafka|object-storage)\//.test(o.source));
    expect(stores.map(title)).toEqual([]);
    expect(prod.filter((o) => o.kind === "StatefulSet").map(title)).toEqual(["StatefulSet openim-etcd"]);
  });

  it("restarts the readers of a changed file, and nobody else", async () => {
    if (helm === undefined) return;
    const changed = await renderChart({ helm, chart: "openim", set: [publicURL, "global.openim.config.webhooks.beforeSendSingleMsg.enable=true"] });
    const checksums = (objects: readonly Rendered[]) => new Map(objects.filter((o) => o.kind === "Deployment").map((o) => [o.name, at(o.value, ["spec", "template", "metadata", "annotations", "checksum/config"])]));
    const before = checksums(umbrella);
    const restarted = [...checksums(changed)].filter(([name, sum]) => before.get(name) !== sum).map(([name]) => name);
    const readers = (realResult().plan?.charts ?? []).filter((c) => (c.component.files ?? []).includes("webhooks")).map((c) => c.name);
    expect(restarted.sort()).toEqual([...readers].sort());
  });

  it("lets exactly the connections of the graph through", () => {
    const edges = realResult().plan?.edges ?? [];
    // What is not included connects to nobody.
    const there = new Set(umbrella.map((o) => String(at(podTemplate(o), ["metadata", "labels", "app.kubernetes.io/name"]) ?? at(o.value, ["metadata", "labels", "app.kubernetes.io/name"]))));
    const wanted = new Set(edges.filter((e) => e.metrics !== true && there.has(e.from) && there.has(e.to)).map((e) => `${e.from} → ${e.to}:${e.number}`));
    expect([...allowed(umbrella, "egress")].sort()).toEqual([...wanted].sort());
    // Setup Jobs of stores come in beside the graph.
    expect([...allowed(umbrella, "ingress")].filter((c) => !/^[a-z]+-(setup|topics) → /.test(c)).sort()).toEqual([...wanted].sort());
  });

  it("lets metrics be read while they are switched on, by whoever collects them and by nobody else", () => {
    const watched = renders.find((r) => r.name === "openim observed")?.objects ?? [];
    const there = new Set(watched.map((o) => String(at(podTemplate(o), ["metadata", "labels", "app.kubernetes.io/name"]))));
    const edges = (realResult().plan?.edges ?? []).filter((e) => there.has(e.from) && there.has(e.to));
    const wanted = new Set(edges.map((e) => `${e.from} → ${e.to}:${e.number}`));
    expect(edges.filter((e) => e.metrics === true).length).toBeGreaterThan(15);
    // Rules name every component of the catalogue; those that are not here can open nothing. Setup Jobs, exporters and the test's pod come in beside the graph.
    const beside = /^[a-z]+-(setup|topics|exporter) → /;
    const between = (direction: "ingress" | "egress") => [...allowed(watched, direction)].filter((c) => !beside.test(c) && there.has(c.split(" → ")[0] ?? "") && there.has((c.split(" → ")[1] ?? "").split(":")[0] ?? "")).sort();
    expect(between("egress")).toEqual([...wanted].sort());
    expect(between("ingress")).toEqual([...wanted].sort());
  });

  it("leaves no trace of being watched where that is off", () => {
    const traces = umbrella.filter((o) => /prometheus|alertmanager|grafana|loki|alloy|exporter/i.test(JSON.stringify({ ...o.value, data: undefined }))).map(title);
    expect(traces).toEqual([]);
  });

  it("writes only addresses into configuration that a Service of the render answers", () => {
    const services = new Set(umbrella.filter((o) => o.kind === "Service").flatMap((o) => list(o.value, "spec", "ports").map((p) => `${o.name}:${String(p["port"])}`)));
    const configured = umbrella
      .filter((o) => o.kind === "ConfigMap")
      .flatMap((o) => [...JSON.stringify(at(o.value, ["data"]) ?? {}).matchAll(/(?<![\w.-])(openim-[a-z-]+:\d+)/g)].map((m) => String(m[1])));
    expect(configured.length).toBeGreaterThan(20);
    expect([...new Set(configured)].filter((address) => !services.has(address))).toEqual([]);
  });
});

/** Pods of every render that break a rule. */
function pods(check: (template: JsonObject, object: Rendered) => readonly string[]): readonly string[] {
  return breaches((object) => {
    const template = podTemplate(object);
    return template === undefined ? [] : check(template, object);
  });
}

/** Connections that the policies of one direction allow between named components, as `from → to:port`. */
function allowed(objects: readonly Rendered[], direction: "ingress" | "egress"): ReadonlySet<string> {
  const result = new Set<string>();
  for (const policy of objects.filter((o) => o.kind === "NetworkPolicy")) {
    const own = String(at(policy.value, ["spec", "podSelector", "matchLabels", "app.kubernetes.io/name"]));
    // The umbrella's own pod and setup Jobs have policies of their own; theirs are not edges of the graph by name.
    if (direction === "egress" && /-(setup|topics)$/.test(own)) continue;
    for (const rule of list(policy.value, "spec", direction)) {
      for (const peer of list(rule, direction === "ingress" ? "from" : "to")) {
        const names = [at(peer, ["podSelector", "matchLabels", "app.kubernetes.io/name"]), ...list(peer, "podSelector", "matchExpressions").flatMap((e) => (Array.isArray(e["values"]) ? (e["values"] as readonly string[]) : []))].filter((n): n is string => typeof n === "string");
        for (const name of names) for (const port of list(rule, "ports")) result.add(direction === "ingress" ? `${name} → ${own}:${String(port["port"])}` : `${own} → ${name}:${String(port["port"])}`);
      }
    }
  }
  return result;
}


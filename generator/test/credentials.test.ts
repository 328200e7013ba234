import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, merge, type JsonObject } from "../src/model/json.ts";
import { fileTree } from "../src/model/tree.ts";
import { list, readObjects, title, type Rendered } from "../src/verify/objects.ts";
import { askHelm } from "./helpers/ask-helm.ts";
import { project, realResult } from "./helpers/real.ts";
import { inParallel } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const tree = realResult().tree ?? fileTree([]);

async function template(chart: string, values: JsonObject, release = "openim"): Promise<{ readonly objects: readonly Rendered[]; readonly failure: string }> {
  if (helm === undefined) throw new Error("no helm");
  const { exitCode, stdout, stderr } = await askHelm(helm, ["template", release, `charts/${chart}`, "--namespace", "im", "-f", "-"], JSON.stringify(values));
  return exitCode === 0 ? { objects: readObjects(stdout), failure: "" } : { objects: [], failure: stderr };
}

const openim = (values: JsonObject): JsonObject => ({ global: { openim: values } });
const master = "m".repeat(32);
const site = (name: string): JsonObject => ({ existingSecret: `site-${name}` });
const outside = (name: string): JsonObject => ({ addresses: [`${name}.example.com:7000`] });
// Stores that OpenIM does not use: their Secrets are made as well, so that they can be switched on at any time.
const companions = { mysql: site("mysql"), zookeeper: site("zookeeper") };
const everySecret = { credentials: { im: site("im"), chat: site("chat") }, mongodb: site("mongodb"), redis: site("redis"), kafka: site("kafka"), etcd: site("etcd"), objectStorage: site("s3") };

/** Secrets that the Job would make, and those that its Role lets it read. */
function made(objects: readonly Rendered[]): { readonly plan: readonly string[]; readonly role: readonly unknown[] } {
  const plan = String(at(objects.find((o) => o.kind === "ConfigMap")?.value ?? {}, ["data", "plan"]) ?? "");
  const rules = list(objects.find((o) => o.kind === "Role")?.value ?? {}, "rules").filter((r) => (r["verbs"] as readonly string[]).includes("get"));
  return { plan: [...new Set(plan.trim().split("\n").map((line) => line.split(" ")[0] ?? ""))], role: rules.flatMap((r) => r["resourceNames"] as readonly unknown[]) };
}

describe.skipIf(helm === undefined)("credentials that are generated", () => {
  it("are those that the site has not, and nothing else may be read", async () => {
    const { objects } = await template("openim-credentials", openim({ mongodb: site("mongodb"), kafka: outside("kafka"), credentials: { im: site("im") } }));
    const want = ["openim-chat", "openim-etcd", "openim-mysql", "openim-object-storage", "openim-redis", "openim-zookeeper"];
    expect(made(objects)).toEqual({ plan: want, role: want });
  });

  it("are none of a store that is the site's own: its password cannot be invented", async () => {
    const { objects } = await template("openim-credentials", openim({ mongodb: { ...outside("mongodb"), ...site("mongodb") }, redis: outside("redis"), kafka: outside("kafka"), etcd: outside("etcd"), objectStorage: outside("s3"), ...companions }));
    expect(made(objects)).toEqual({ plan: ["openim-chat", "openim-im"], role: ["openim-chat", "openim-im"] });
  });

  it("leave neither Job nor rights when there is none to make", async () => {
    expect((await template("openim-credentials", openim({ ...everySecret, ...companions }))).objects.map(title)).toEqual([]);
    const { objects } = await template("openim", openim({ publicURL: "https://im.example.com", ...everySecret, ...companions }));
    expect(objects.filter((o) => o.source.includes("openim-credentials/")).map(title)).toEqual([]);
  });

  it("are never made by the namespace's default account", async () => {
    const { failure } = await template("openim-credentials", { serviceAccount: { create: false } });
    expect(failure).toContain("The Job that makes Secrets needs a service account of its own");
    const { objects } = await template("openim-credentials", { serviceAccount: { create: false, name: "site-credentials" } });
    expect(list(objects.find((o) => o.kind === "RoleBinding")?.value ?? {}, "subjects")).toEqual([{ kind: "ServiceAccount", name: "site-credentials", namespace: "im" }]);
    // Where nothing is made, nobody needs one.
    expect((await template("openim-credentials", { ...openim({ ...everySecret, ...companions }), serviceAccount: { create: false } })).failure).toBe("");
  });

  it("come from a Job that has another name whenever it would be another, and only then", async () => {
    const job = async (values: JsonObject) => (await template("openim-credentials", values)).objects.find((o) => o.kind === "Job");
    const changes: readonly JsonObject[] = [
      { image: { tag: "8.15.0" } },
      { image: { pullPolicy: "Always" } },
      { resources: { limits: { memory: "96Mi" } } },
      { podSecurityContext: { runAsUser: 1000 } },
      { securityContext: { privileged: false } },
      { podLabels: { team: "chat" } },
      { podAnnotations: { team: "chat" } },
      { nodeSelector: { zone: "a" } },
      { tolerations: [{ operator: "Exists" }] },
      { priorityClassName: "high" },
      { serviceAccount: { create: false, name: "site" } },
      { global: { imageRegistry: "mirror.example.com" } },
      { global: { imagePullSecrets: [{ name: "pull" }] } },
      openim({ instance: "other" }),
      openim({ mongodb: site("mongodb") }),
    ];
    const [base, ...others] = await inParallel([{}, ...changes], job);
    expect(others.filter((other) => JSON.stringify(other?.value["spec"]) === JSON.stringify(base?.value["spec"]))).toEqual([]);
    expect(new Set([base?.name, ...others.map((other) => other?.name)]).size).toBe(changes.length + 1);
    // Neither the policy nor the rights are part of the Job.
    expect((await job({ apiServerPorts: [443], networkPolicy: { enabled: false } }))?.name).toBe(base?.name);
  });
});

describe.skipIf(helm === undefined)("credentials that are derived", () => {
  it("are none of a store that is the site's own", async () => {
    const { objects } = await template("openim-credentials", openim({ credentials: { mode: "derived", master }, kafka: outside("kafka"), redis: site("redis"), ...companions }));
    expect(objects.map(title)).toEqual(["Secret openim-chat", "Secret openim-etcd", "Secret openim-im", "Secret openim-mongodb", "Secret openim-object-storage"]);
  });
});

describe.skipIf(helm === undefined)("the umbrella refuses", () => {
  const rows: readonly { readonly given: string; readonly values: JsonObject; readonly want: readonly string[] }[] = [
    {
      given: "Secrets that nobody makes",
      values: { ...openim({ mongodb: site("mongodb"), credentials: { im: site("im") } }), "openim-credentials": { enabled: false } },
      want: ["nobody makes these Secrets: credentials.chat, etcd, kafka, objectStorage, redis", "--set openim-credentials.enabled=true", "--set global.openim.credentials.mode=existing"],
    },
    {
      given: "derived Secrets that nobody makes",
      values: { ...openim({ credentials: { mode: "derived", master } }), "openim-credentials": { enabled: false } },
      want: ["nobody makes these Secrets: credentials.chat, etcd, credentials.im, kafka, mongodb, objectStorage, redis"],
    },
    { given: "nothing to derive from", values: openim({ credentials: { mode: "derived" } }), want: ["global.openim.credentials.master"] },
    { given: "a master that is not looked at", values: openim({ credentials: { master } }), want: ["global.openim.credentials.master is given, but the mode is generated", "--set global.openim.credentials.mode=derived"] },
    { given: "a part of observability alone", values: { ...openim({ publicURL: "https://im.example.com" }), prometheus: { enabled: true } }, want: ["prometheus.enabled is true, but global.openim.observability.enabled is false", "--set global.openim.observability.enabled=true"] },
    { given: "a master beside the site's own Secrets", values: openim({ credentials: { mode: "existing", master } }), want: ["the mode is existing"] },
  ];
  it.each(rows)("$given", async ({ values, want }) => {
    const { failure } = await template("openim", merge(openim({ publicURL: "https://im.example.com" }), values));
    for (const text of want) expect(failure).toContain(text);
  });

  it("nothing where every Secret is there", async () => {
    const existing = await template("openim", { ...openim({ publicURL: "https://im.example.com", ...everySecret }), "openim-credentials": { enabled: false } });
    expect(existing.failure).toBe("");
  });
});

describe.skipIf(helm === undefined)("what stays after uninstalling", () => {
  it("is found by the label that the guide names, on claims and Secrets", async () => {
    const label = "app.kubernetes.io/instance";
    const { objects } = await template("openim", openim({ publicURL: "https://im.example.com" }), "second");
    const sets = objects.filter((o) => o.kind === "StatefulSet");
    // Kubernetes puts the selector's labels on the claims of a StatefulSet.
    expect(sets.map((o) => at(o.value, ["spec", "selector", "matchLabels", label]))).toEqual(sets.map(() => "second"));
    expect(sets.length).toBeGreaterThan(4);
    expect(tree.get("charts/openim-credentials/scripts/generate.sh")).toContain(`\\"${label}\\":\\"$INSTANCE\\"`);
    for (const guide of ["docs/install.md", "docs/zh/install.md"]) {
      expect(readFileSync(join(project, guide), "utf8")).toContain(`delete pvc,secret,pod -l ${label}=openim\n`);
    }
  });
});

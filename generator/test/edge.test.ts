import { spawn } from "node:child_process";
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { at, merge, type JsonObject } from "../src/model/json.ts";
import { fileTree } from "../src/model/tree.ts";
import { containers, list, podTemplate, readObjects, title, type Rendered } from "../src/verify/objects.ts";
import { askHelm } from "./helpers/ask-helm.ts";
import { realCatalog, realResult } from "./helpers/real.ts";
import { inParallel } from "./helpers/render.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const tree = realResult().tree ?? fileTree([]);

const https: JsonObject = { global: { openim: { publicURL: "https://im.example.com" } } };
const http: JsonObject = { global: { openim: { publicURL: "http://im.example.com" } } };
const tls: JsonObject = { exposure: { type: "loadBalancer", tls: { secretName: "edge-tls" } } };

async function template(chart: string, values: JsonObject, release = "openim"): Promise<{ readonly objects: readonly Rendered[]; readonly failure: string }> {
  if (helm === undefined) throw new Error("no helm");
  const { exitCode, stdout, stderr } = await askHelm(helm, ["template", release, `charts/${chart}`, "--namespace", "im", "-f", "-"], JSON.stringify(values));
  return exitCode === 0 ? { objects: readObjects(stdout), failure: "" } : { objects: [], failure: stderr };
}

/** The edge with some values: its configuration files, its Service and its pods. */
async function edge(...values: readonly JsonObject[]) {
  const { objects, failure } = await template("openim-edge", values.reduce(merge, https));
  expect(failure).toBe("");
  const of = (kind: string) => objects.find((o) => o.kind === kind)?.value ?? {};
  const files = (at(of("ConfigMap"), ["data"]) ?? {}) as Readonly<Record<string, string>>;
  const config = files["nginx.conf"] ?? "";
  const servers = [...config.matchAll(/^ {2}server \{\n[\s\S]*?^ {2}\}$/gm)].map(([text]) => text);
  const pod = podTemplate(objects.find((o) => o.kind === "Deployment") ?? { kind: "", name: "", source: "", value: {} }) ?? {};
  return {
    files,
    config,
    listening: (port: number) => servers.filter((s) => new RegExp(`^ {4}listen ${port}\\b`, "m").test(s)),
    service: of("Service"),
    deployment: of("Deployment"),
    pod,
    ports: containers(pod).flatMap((c) => list(c, "ports").map((p) => Number(p["containerPort"]))),
  };
}

/** What a server or a file of routes refuses, below the path that it puts before. */
function refused(text: string, path = ""): readonly string[] {
  return [...text.matchAll(/location \^~ (\S+) \{\s+return 404;/g)].flatMap(([, found = ""]) => (found.startsWith(`${path}/`) ? [found.slice(path.length)] : [])).sort();
}

interface Route {
  readonly path: string;
  readonly fixedPort?: number;
  readonly blocked?: readonly string[];
  readonly closed?: readonly { readonly path: string; readonly openedBy: string }[];
  readonly openedBy?: string;
}
const routes = (realCatalog().components.get("openim-edge")?.extra["routes"] ?? []) as unknown as readonly Route[];
const everythingOpen = { exposeAdminToken: true, exposeAdminAPI: true };

describe.skipIf(helm === undefined)("the edge", () => {
  it("refuses the same calls at a fixed port as below the path", async () => {
    for (const values of [{}, everythingOpen]) {
      const { files, listening } = await edge(http, { adminHost: "admin.example.com", exposure: { fixedPorts: true }, ...values });
      const below = Object.values(files).join("\n");
      for (const route of routes.filter((r) => r.fixedPort !== undefined)) {
        const open = values === everythingOpen;
        const want = [...(route.blocked ?? []), ...(open ? [] : (route.closed ?? []).map((c) => c.path))].sort();
        expect({ [route.path]: refused(listening(route.fixedPort ?? 0).join("")) }).toEqual({ [route.path]: want });
        expect({ [route.path]: refused(below, route.path) }).toEqual({ [route.path]: want });
      }
    }
    expect(routes.flatMap((r) => r.closed ?? [])).toContainEqual({ path: "/auth/get_admin_token", openedBy: "exposeAdminToken" });
  });

  const rows = [
    { given: "nothing", values: {}, main: false, other: false, port: false },
    { given: "a host of their own", values: { adminHost: "admin.example.com" }, main: false, other: true, port: true },
    { given: "leave", values: { exposeAdminAPI: true }, main: true, other: false, port: true },
    { given: "both", values: { exposeAdminAPI: true, adminHost: "admin.example.com" }, main: true, other: true, port: true },
  ];
  it.each(rows)("opens the administration with $given", async ({ values, main, other, port }) => {
    const { listening, service, ports } = await edge(http, { exposure: { type: "loadBalancer", fixedPorts: true } }, values);
    const [ours = "", theirs = ""] = listening(8080);
    expect({ main: ours.includes("include /tmp/admin-api.conf;"), other: theirs.includes("include /tmp/admin-api.conf;") }).toEqual({ main, other });
    expect(ours.includes("location /complete_admin/ {")).toBe(!main);
    expect({ service: list(service, "spec", "ports").some((p) => p["port"] === 10009), pod: ports.includes(10009), server: listening(10009).length > 0 }).toEqual({ service: port, pod: port, server: port });
    // On a port that no route shares, the host alone tells them apart.
    expect(listening(10009).join("").includes('if ($host != "admin.example.com")')).toBe(other && !main);
  });

  it("does not let the administration's host be the public one", async () => {
    const { failure } = await template("openim-edge", merge({ global: { openim: { publicURL: "https://im.example.com:8443" } } }, { adminHost: "im.example.com" }));
    expect(failure).toContain("adminHost is im.example.com, the host of the public address");
  });

  it("believes nobody about the client's address unless told to", async () => {
    expect((await edge()).config).not.toContain("set_real_ip_from");
    expect((await edge({ trustedProxies: ["10.244.0.0/16"] })).config).toContain("set_real_ip_from 10.244.0.0/16;");
    expect((await edge()).config).toContain("proxy_set_header X-Forwarded-For $remote_addr;");
  });

  it("makes a Service that keeps the client's address and lets in whom the site names", async () => {
    const open = await edge({ exposure: { type: "loadBalancer", externalTrafficPolicy: "Local", loadBalancerSourceRanges: ["192.0.2.0/24"] } });
    expect(open.service).toMatchObject({ spec: { type: "LoadBalancer", externalTrafficPolicy: "Local", loadBalancerSourceRanges: ["192.0.2.0/24"] } });
    // The API refuses these where they mean nothing.
    const inner = await edge({ exposure: { type: "none", externalTrafficPolicy: "Local", loadBalancerSourceRanges: ["192.0.2.0/24"] } });
    expect(Object.keys(inner.service["spec"] as JsonObject).sort()).toEqual(["ports", "selector", "type"]);
    expect((await edge({ exposure: { type: "nodePort", loadBalancerSourceRanges: ["192.0.2.0/24"] } })).service).not.toHaveProperty("spec.loadBalancerSourceRanges");
  });

  it("leads from plain http to https where it ends TLS of an https address, except when asked for its health", async () => {
    const { listening } = await edge({ ...tls, adminHost: "admin.example.com" });
    expect(listening(8080).map((s) => /return 301 (\S+);/.exec(s)?.[1])).toEqual(["https://im.example.com$request_uri", "https://admin.example.com$request_uri"]);
    expect(listening(8080)[0]).toMatch(/location = \/-\/healthy \{\s+access_log off;\s+return 200/);
    expect(listening(8080).join("")).not.toContain("proxy_pass");
    expect(listening(8443).map((s) => s.includes('add_header Strict-Transport-Security "max-age=31536000" always;'))).toEqual([true, true]);
  });

  const plain = [
    { given: "an http address", values: merge(http, tls) },
    { given: "TLS in front", values: merge(https, { exposure: { type: "ingress", tls: { secretName: "edge-tls" } } }) },
  ];
  it.each(plain)("answers on port 80, and speaks of no https, with $given", async ({ values }) => {
    const { config, listening } = await edge(values);
    expect(listening(8080)[0]).toContain("include /tmp/routes.conf;");
    expect(config).not.toMatch(/return 301|Strict-Transport-Security/);
  });

  it("sends no Strict-Transport-Security when the site wants none", async () => {
    expect((await edge(merge(tls, { exposure: { tls: { hsts: "" } } }))).config).not.toContain("Strict-Transport-Security");
  });

  describe("with an object storage by https", () => {
    const storage = (more: JsonObject = {}): JsonObject => merge({ global: { openim: { objectStorage: { addresses: ["s3.example.com:443", "s3-b.example.com:443"], insecure: false } } } }, more);
    const objects = ({ files }: { readonly files: Readonly<Record<string, string>> }) => Object.fromEntries([...(files["routes.conf"] ?? "").matchAll(/(proxy_ssl_\w+) (.+);/g)].map(([, key = "", value = ""]) => [key, value]));

    it("asks for the store by its own name and verifies who answers", async () => {
      expect(objects(await edge(storage()))).toEqual({
        proxy_ssl_server_name: "on",
        proxy_ssl_name: "s3.example.com",
        proxy_ssl_verify: "on",
        proxy_ssl_verify_depth: "3",
        proxy_ssl_trusted_certificate: "/etc/ssl/certs/ca-certificates.crt",
      });
    });

    const rows = [
      { given: { secretName: "site-ca", key: "root.pem" }, want: { name: "ca", secret: { secretName: "site-ca", items: [{ key: "root.pem", path: "ca.crt" }] } } },
      { given: { configMapName: "site-ca" }, want: { name: "ca", configMap: { name: "site-ca", items: [{ key: "ca.crt", path: "ca.crt" }] } } },
    ];
    it.each(rows)("takes the site's authority from $given", async ({ given, want }) => {
      const seen = await edge(storage({ objectStorage: { ca: given, serverName: "storage.example.com" } }));
      expect(objects(seen)).toMatchObject({ proxy_ssl_name: "storage.example.com", proxy_ssl_trusted_certificate: "/ca/ca.crt" });
      expect(list(seen.pod, "spec", "volumes")).toContainEqual(want);
      expect(containers(seen.pod).flatMap((c) => list(c, "volumeMounts"))).toContainEqual({ name: "ca", mountPath: "/ca", readOnly: true });
    });

    it("mounts no authority for the built-in one", async () => {
      const { files, pod } = await edge({ objectStorage: { ca: { secretName: "site-ca" } } });
      expect([files["routes.conf"], JSON.stringify(pod)].join()).not.toMatch(/proxy_ssl|site-ca/);
    });
  });

  it("takes as many connections as the site says", async () => {
    expect((await edge()).config).toMatch(/^worker_processes 2;\npid[\s\S]*worker_connections 8192;/);
    expect((await edge({ workerProcesses: 4, workerConnections: 20000, workerRlimitNofile: 65536 })).config).toMatch(/^worker_processes 4;\nworker_rlimit_nofile 65536;\n[\s\S]*worker_connections 20000;/);
  });
});

describe.skipIf(helm === undefined)("pods that answer clients", () => {
  it.each(["openim-edge", "openim-web-front", "openim-admin-front"])("of %s leave the endpoints before they stop, and are proven before others go", async (chart) => {
    const { objects } = await template(chart, { ...https, terminationGracePeriodSeconds: 45 });
    const deployment = objects.find((o) => o.kind === "Deployment");
    expect(deployment?.value).toMatchObject({ spec: { minReadySeconds: 3, template: { spec: { terminationGracePeriodSeconds: 45 } } } });
    expect(at(containers(podTemplate(deployment as Rendered) ?? {})[0] ?? {}, ["lifecycle", "preStop", "exec", "command"])).toEqual(["sleep", "5"]);
  });
});

describe.skipIf(process.platform === "win32")("the edge's start script", () => {
  const folder = mkdtempSync(join(tmpdir(), "gen-edge-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A place for one run: the script with its paths moved there, and an nginx that writes down what happens to it. */
  function place(name: string): { readonly start: () => () => void; readonly log: () => string; readonly path: (file: string) => string } {
    const path = (file: string): string => join(folder, name, file);
    for (const sub of ["config", "tmp", "tls", "bin"]) mkdirSync(path(sub), { recursive: true });
    writeFileSync(path("resolv.conf"), "search im.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\nnameserver fd00::a\n");
    writeFileSync(path("config/nginx.conf"), "resolver @RESOLVERS@;\nserver api.@DOMAIN@:10002;\n");
    writeFileSync(path("config/admin-api.conf"), "location /admin/ {}\n");
    writeFileSync(path("tls/tls.crt"), "old");
    writeFileSync(path("bin/nginx"), `#!/bin/sh\ntrap 'echo reload >>${path("log")}' HUP\necho "$@" >${path("log")}\nwhile :; do sleep 0.05; done\n`);
    chmodSync(path("bin/nginx"), 0o755);
    const moved = (tree.get("charts/openim-edge/scripts/start.sh") ?? "")
      .replaceAll(/(?<=[\s"])\/(config|tmp|tls|ca)\b/g, `${join(folder, name)}/$1`)
      .replace("/etc/resolv.conf", path("resolv.conf"))
      .replace("/etc/resolv.conf", path("resolv.conf"))
      .replace("sleep 60", "sleep 0.1");
    writeFileSync(path("start.sh"), moved);
    return {
      path,
      log: () => (existsSync(path("log")) ? readFileSync(path("log"), "utf8") : ""),
      start: () => {
        const child = spawn("sh", [path("start.sh")], { detached: true, stdio: "ignore", env: { ...process.env, PATH: `${path("bin")}:${process.env["PATH"] ?? ""}` } });
        return () => process.kill(-(child.pid ?? 0), "SIGKILL");
      },
    };
  }

  it("fills in what only the pod knows, in every file", async () => {
    const { start, log, path } = place("files");
    const stop = start();
    try {
      await vi.waitFor(() => expect(log()).toContain("daemon off;"), 25_000);
      expect(readFileSync(path("tmp/nginx.conf"), "utf8")).toBe("resolver 10.96.0.10 [fd00::a] ;\nserver api.im.svc.cluster.local:10002;\n");
      expect(existsSync(path("tmp/admin-api.conf"))).toBe(true);
    } finally {
      stop();
    }
  });

  it("lets nginx take in a renewed certificate, once", async () => {
    const { start, log, path } = place("renewal");
    const stop = start();
    try {
      await vi.waitFor(() => expect(log()).toContain("daemon off;"), 25_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(log()).not.toContain("reload");
      appendFileSync(path("tls/tls.crt"), "new");
      await vi.waitFor(() => expect(log()).toContain("reload"), 25_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(log().match(/reload/g)).toHaveLength(1);
    } finally {
      stop();
    }
  });
});

describe.skipIf(helm === undefined)("the umbrella", () => {
  const stores = [...realCatalog().components.values()].filter((c) => c.key !== undefined);
  const charts = (realResult().plan?.charts ?? []).filter((c) => c.kind !== "umbrella").map((c) => c.name);

  it("can do without any one of its charts", async () => {
    const outcomes = await inParallel(charts, async (chart) => {
      const key = stores.find((c) => c.name === chart)?.key;
      const outside: JsonObject = key === undefined ? {} : { [key]: { addresses: ["store.example.com:7000"] } };
      const mode: JsonObject = chart === "openim-credentials" ? { credentials: { mode: "existing" } } : {};
      const { objects, failure } = await template("openim", merge(https, { global: { openim: { ...outside, ...mode } }, [chart]: { enabled: false } }));
      return [chart, failure === "" ? objects.filter((o) => o.source.startsWith(`openim/charts/${chart}/`)).map(title).join() : failure] as const;
    });
    expect(outcomes.filter(([, outcome]) => outcome !== "")).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(20);
  });

  it("has values for chart-testing that render and switch what they say", async () => {
    const scenarios = [...tree].filter(([path]) => path.startsWith("charts/openim/ci/"));
    const rendered = new Map<string, readonly Rendered[]>();
    for (const [path, text] of scenarios) {
      const { objects, failure } = await template("openim", parse(text) as JsonObject);
      expect(failure, path).toBe("");
      rendered.set(path.replace(/^.*\/|-values\.yaml$/g, ""), objects);
    }
    const seen = (scenario: string, pattern: RegExp) => (rendered.get(scenario) ?? []).map(title).filter((t) => pattern.test(t));
    expect([...rendered.keys()].sort()).toEqual(["derived", "external", "minimal", "observed", "partial", "public", "scaled"]);
    expect(seen("scaled", /^HorizontalPodAutoscaler/)).toEqual(["HorizontalPodAutoscaler openim-api", "HorizontalPodAutoscaler openim-edge"]);
    expect(seen("scaled", /^NetworkPolicy .*(mongodb|web-front)$|^ServiceAccount .*(push|credentials)$/)).toEqual([]);
    expect(seen("external", /^(StatefulSet|Job|Secret|Role) /)).toEqual([]);
    // One for each pair, those of stores that are off among them.
    expect(seen("derived", /^Secret chat-/)).toHaveLength(9);
    expect(seen("partial", /edge|front/)).toEqual([]);
  });

  const names = [
    { release: "my.release", want: "my.release cannot begin the names of Services" },
    { release: "1st", want: "1st cannot begin the names of Services" },
  ];
  it.each(names)("refuses the release name $release, and so does a chart on its own", async ({ release, want }) => {
    for (const chart of ["openim", "openim-api", "redis"]) expect((await template(chart, https, release)).failure).toContain(want);
    expect((await template("openim", merge(https, { global: { openim: { instance: "openim" } } }), release)).failure).toBe("");
  });

  const admins = [
    { given: {}, want: "imAdmin" },
    { given: { config: { share: { imAdminUserID: ["siteAdmin", "other"] } } }, want: "siteAdmin" },
  ];
  it.each(admins)("sends its test message in the name of $want", async ({ given, want }) => {
    const { objects } = await template("openim", merge(https, { global: { openim: given as JsonObject } }));
    const pod = objects.find((o) => o.kind === "Pod");
    expect(containers(podTemplate(pod as Rendered) ?? {}).flatMap((c) => list(c, "env"))).toContainEqual({ name: "ADMIN", value: want });
    expect(JSON.stringify(pod?.value)).not.toContain('userID\\\\\\":\\\\\\"imAdmin');
  });

  it("waits in its notes for what stays, not for Jobs that end", () => {
    const notes = tree.get("charts/openim/templates/NOTES.txt") ?? "";
    expect(notes).toContain("rollout status deployment,statefulset -l app.kubernetes.io/part-of=openim,app.kubernetes.io/instance={{ $instance }} --timeout=10m");
    expect(notes).not.toContain("wait pod");
  });
});

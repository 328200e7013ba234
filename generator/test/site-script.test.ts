import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { project, realResult } from "./helpers/real.ts";
import { lendPrograms, makeSite, shells, type Ran, type Site } from "./helpers/site.ts";
import { toolPath } from "./helpers/tool.ts";

const shellcheck = await toolPath("shellcheck");

let site: Site;
afterEach(() => site.remove());

/** What changes something. */
const acts = (ran: Pick<Ran, "commands">): readonly string[] => ran.commands.filter((c) => !/^(helm (list|get|template)|kubectl (--context \S+ )?(get|auth|version|api-versions|label|logs|config)) /.test(`${c} `));
const outcomes = (ran: Pick<Ran, "report">): Readonly<Record<string, string>> => Object.fromEntries(ran.report.components.map((c) => [String(c["component"]), String(c["outcome"])]));
const blind = ["--skip-preflight", "all", "--charts", "openim", "-n", "im"];
const releases = (...names: readonly string[]): string => names.map((name) => `- app_version: v1\n  chart: ${name === "openim" ? name : name.replace(/^openim-/, "")}-0.1.0\n  name: ${name}\n  namespace: im\n  revision: "3"\n  status: deployed\n`).join("");
const fail = (message: string): string => `echo "Error: ${message}" >&2; exit 1\n`;
const hang = `trap 'echo "Error: INSTALLATION FAILED: release $release has been cancelled" >&2; exit 1' TERM; echo begun >"$FAKE/begun-$release"; sleep 30 & wait\n`;
const workload = (component: string, kind = "Deployment") => ({
  kind,
  metadata: { name: `openim-${component.replace(/^openim-/, "")}`, generation: 1, labels: { "helm.sh/chart": `${component}-0.1.0` } },
  spec: { replicas: 1, selector: { matchLabels: { "app.kubernetes.io/name": component } } },
  status: { observedGeneration: 1, readyReplicas: 1, updatedReplicas: 1 },
});
const list = (...items: readonly object[]) => ({ apiVersion: "v1", items, kind: "List", metadata: { resourceVersion: "" } });
const order = realResult().plan?.site.order ?? [];
const on = realResult().plan?.site.enabled ?? [];

describe.each(shells)("scripts/openim with $name", ({ shell }) => {
  describe("install", () => {
    it.each([
      { helm: "v3.22.0", flag: "--atomic" },
      { helm: "v4.2.3", flag: "--rollback-on-failure" },
    ])("is one release with Helm $helm, which rolls back by $flag", async ({ helm, flag }) => {
      site = makeSite({ helm });
      const ran = await site.run(["install", ...blind, "--set", "global.openim.publicURL=https://im.acme.io", "--set", "a.b=it's", "--timeout", "7m", "--create-namespace"], { shell });
      expect(acts(ran)).toEqual([`helm install openim -n im openim/openim --create-namespace --set global.openim.publicURL=https://im.acme.io --set a.b=it's --wait --wait-for-jobs --timeout 7m ${flag}`]);
      expect(ran.commands).toContain(`helm list ${helm.startsWith("v3") ? "--all " : ""}-n im -o yaml`);
      expect(ran.exitCode).toBe(0);
      expect(ran.report).toMatchObject({ command: "install", namespace: "im", name: "openim", mode: "umbrella", helm: helm.slice(1), outcome: "succeeded", exitCode: 0, verdict: "install: done", failing: "" });
      expect(ran.report.components).toEqual([{ component: "openim", release: "openim", level: null, outcome: "succeeded", status: 0, seconds: expect.any(Number), revision: 1, rolledBack: false, message: "" }]);
    });

    it.each([
      { name: "a failure that was rolled back", flags: [], outcome: fail("INSTALLATION FAILED: release openim failed, and has been uninstalled due to atomic being set: boom"), want: { exitCode: 1, outcome: "failed", rolledBack: true, message: /boom$/ } },
      { name: "a failure that was left for a look", flags: ["--keep-failed"], outcome: `printf -- '- chart: openim-0.1.0\\n  name: openim\\n  revision: "1"\\n  status: failed\\n' >>"$FAKE/releases.yaml"; ${fail("boom")}`, want: { exitCode: 1, outcome: "failed", rolledBack: false, message: /boom — what is left goes with: helm uninstall openim -n im$/ } },
      { name: "a failure that left nothing", flags: [], outcome: fail("chart openim not found"), want: { exitCode: 1, outcome: "failed", rolledBack: false, message: /^Error: chart openim not found$/ } },
      { name: "a timeout", flags: [], outcome: fail("INSTALLATION FAILED: release openim failed, and has been uninstalled due to atomic being set: context deadline exceeded"), want: { exitCode: 124, outcome: "timeout", rolledBack: true, message: /deadline/ } },
      { name: "a timeout as older Helm says it", flags: [], outcome: fail("timed out waiting for the condition"), want: { exitCode: 124, outcome: "timeout", rolledBack: false, message: /timed out/ } },
      { name: "a cluster that is too slow, which is a failure", flags: [], outcome: fail("Get https://10.0.0.1: context deadline exceeded (Client.Timeout exceeded while awaiting headers)"), want: { exitCode: 1, outcome: "failed", rolledBack: false, message: /Client/ } },
      { name: "helm's own exit status", flags: [], outcome: "exit 7\n", want: { exitCode: 1, outcome: "failed", rolledBack: false, status: 7, message: /^$/ } },
    ])("tells $name", async ({ flags, outcome, want: { exitCode, message, ...want } }) => {
      site = makeSite();
      site.answer("outcome/install-openim", outcome);
      const ran = await site.run(["install", ...blind, ...flags], { shell });
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.report).toMatchObject({ exitCode, outcome: exitCode === 124 ? "timeout" : "failed" });
      expect(ran.report.components).toEqual([expect.objectContaining({ component: "openim", status: 1, ...want, message: expect.stringMatching(message) })]);
      expect(acts(ran)[0]?.includes("--atomic")).toBe(flags.length === 0);
    });

    it("names the part that is to blame, though helm has taken it away by then", async () => {
      site = makeSite();
      const pod = { kind: "Pod", metadata: { name: "openim-etcd-0", labels: { "app.kubernetes.io/name": "etcd" } }, status: { phase: "Pending", containerStatuses: [{ name: "etcd", image: "etcd:v0", state: { waiting: { reason: "ImagePullBackOff", message: "not found" } } }] } };
      site.answer("objects.json", list({ ...workload("etcd", "StatefulSet"), status: {} }, pod));
      // With the second look at the cluster, the first is over.
      site.answer("outcome/install-openim", `while [ "$(grep -c "^kubectl get deployments" "$FAKE/commands")" -lt 2 ]; do sleep 0.1; done; rm "$FAKE/objects.json"; ${fail("release openim failed, and has been uninstalled due to atomic being set: context deadline exceeded")}`);
      const ran = await site.run(["install", ...blind], { shell, env: { OPENIM_WATCH_SECONDS: "0" } });
      expect(ran.exitCode).toBe(124);
      expect(ran.report["failing"]).toBe("etcd: pod openim-etcd-0 container etcd: ImagePullBackOff, etcd:v0: not found");
      expect(ran.stderr).toContain("install: 1 timed out. etcd: pod openim-etcd-0");
    });

    it("makes each component a release of its own, in the order of the graph", async () => {
      site = makeSite();
      const ran = await site.run(["install", ...blind, "--separate", "--parallel", "9"], { shell });
      expect(ran.exitCode).toBe(0);
      const names = acts(ran).map((c) => /^helm install (\S+) -n im openim\/(\S+) --set-string global\.openim\.instance=openim /.exec(c)?.slice(1) ?? [c]);
      for (const [release, chart] of names) expect(release).toBe(`openim-${chart?.replace(/^openim-/, "")}`);
      const charts = names.map(([, chart]) => chart ?? "");
      expect([...charts].sort()).toEqual([...on].sort());
      for (const { name, needs } of order) for (const need of needs) if (on.includes(name) && on.includes(need)) expect(charts.indexOf(need), `${need} before ${name}`).toBeLessThan(charts.indexOf(name));
    });

    it("goes on without what depends on a component that failed", async () => {
      site = makeSite();
      site.answer("outcome/install-openim-kafka", fail("no"));
      const ran = await site.run(["install", ...blind, "--separate", "--parallel", "9"], { shell });
      expect(ran.exitCode).toBe(1);
      const told = outcomes(ran);
      expect(told).toMatchObject({ kafka: "failed", etcd: "succeeded", "openim-chat-rpc": "succeeded", "openim-web-front": "succeeded", "openim-rpc-msg": "skipped", "openim-edge": "skipped" });
      for (const { name, needs } of order) if (on.includes(name) && needs.includes("kafka")) expect(told[name]).toBe("skipped");
      expect(ran.report.components).toContainEqual(expect.objectContaining({ component: "openim-rpc-msg", release: "openim-rpc-msg", level: 2, outcome: "skipped", status: null, message: "needs kafka, which did not succeed" }));
      expect(acts(ran).filter((c) => c.includes("rpc-msg"))).toEqual([]);
      expect(String(ran.report["verdict"])).toMatch(/^install: 1 failed, \d+ skipped, \d+ succeeded$/);
    });

    it("goes on where it stopped", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases(...on.map((name) => `openim-${name.replace(/^openim-/, "")}`).filter((name) => name !== "openim-edge")));
      const ran = await site.run(["install", ...blind], { shell });
      expect(acts(ran)).toEqual([expect.stringMatching(/^helm install openim-edge /)]);
      expect(outcomes(ran)).toMatchObject({ etcd: "unchanged", "openim-edge": "succeeded" });
      expect(ran.exitCode).toBe(0);
    });

    it("acts on the components named, and on nobody else", async () => {
      site = makeSite();
      const ran = await site.run(["install", "push", "etcd", ...blind, "--name", "b", "--set", "etcd.replicaCount=3", "--set", "global.storageClass=fast"], { shell });
      expect(acts(ran)).toEqual([
        "helm install b-etcd -n im openim/etcd --set replicaCount=3 --set global.storageClass=fast --set-string global.openim.instance=b --wait --wait-for-jobs --timeout 10m --atomic",
        "helm install b-push -n im openim/openim-push --set global.storageClass=fast --set-string global.openim.instance=b --wait --wait-for-jobs --timeout 10m --atomic",
      ]);
    });

    it("takes charts and values of an environment from its folder, with the components that it has", async () => {
      site = makeSite({ charts: true });
      const whole = await site.run(["install", "-n", "im", "--skip-preflight", "all", "-f", "values/prod", "--dry-run"], { shell });
      expect(whole.stdout).toMatch(/^helm install openim -n im \S+\/charts\/openim -f values\/prod\/openim\.yaml --wait/);
      const each = await site.run(["install", "-n", "im", "--skip-preflight", "all", "-f", "values/prod", "--separate", "--dry-run"], { shell });
      expect(each.stdout).toContain("helm install openim-etcd -n im /charts/etcd -f values/prod/global.yaml -f values/prod/etcd.yaml --set-string global.openim.instance=openim --wait");
      expect(each.stdout).toContain("-f values/prod/global.yaml -f values/prod/openim-push.yaml ");
      // Stores of the site's own are not installed.
      expect(each.stdout).not.toContain("mongodb");
      expect(each.stdout.split("\n").length).toBe(realResult().plan?.environments.find((e) => e.name === "prod")?.enabled.length);
      expect([...acts(whole), ...acts(each)]).toEqual([]);
    });

    it.each([
      { charts: ["--charts", "oci://r.acme.io/charts", "--version", "1.2.3"], want: "oci://r.acme.io/charts/openim --version 1.2.3" },
      { charts: ["--repo=https://charts.acme.io"], want: "openim --repo https://charts.acme.io" },
      { charts: ["--repo", "openim"], want: "openim/openim" },
      { charts: ["--charts", "archives"], want: "archives/openim-0.2.0.tgz" },
      { charts: ["--charts", "archives", "--version", "0.1.0"], want: "archives/openim-0.1.0.tgz" },
      { charts: [], want: "openim --repo https://openimsdk.github.io/helm-charts" },
    ])("finds charts: $charts", async ({ charts, want }) => {
      site = makeSite();
      mkdirSync(join(site.root, "archives"));
      for (const name of ["openim-0.1.0.tgz", "openim-0.2.0.tgz", "openim-api-0.3.0.tgz"]) writeFileSync(join(site.root, "archives", name), "");
      const ran = await site.run(["install", "-n", "im", "--skip-preflight", "all", ...charts], { shell });
      expect(acts(ran)).toEqual([`helm install openim -n im ${want} --wait --wait-for-jobs --timeout 10m --atomic`]);
    });

    it.each([
      { signal: "SIGINT" as const, exitCode: 130 },
      { signal: "SIGTERM" as const, exitCode: 143 },
    ])("reports what $signal cut off", async ({ signal, exitCode }) => {
      site = makeSite();
      for (const name of ["credentials", "web-front", "admin-front"]) site.answer(`outcome/install-openim-${name}`, hang);
      const running = site.start(["install", ...blind, "--separate"], { shell });
      while (!["credentials", "web-front", "admin-front"].every((name) => existsSync(join(site.root, `fake/begun-openim-${name}`)))) await pause(20);
      running.kill(signal);
      const { exitCode: got, stderr } = await running.done;
      const { report, commands } = site.left();
      expect(got).toBe(exitCode);
      expect(report).toMatchObject({ outcome: "interrupted", exitCode });
      expect(report.components.find((c) => c["component"] === "openim-credentials")).toMatchObject({ outcome: "interrupted", status: 1, message: expect.stringContaining("cancelled") });
      expect(report.components.find((c) => c["component"] === "etcd")).toMatchObject({ outcome: "interrupted", message: "not begun" });
      expect(commands.filter((c) => c.includes("openim-etcd"))).toEqual([]);
      expect(stderr).toContain("interrupted: nothing new is begun");
    });
  });

  describe("upgrade", () => {
    it.each([
      { name: "keeps the values of the last release", flags: [], want: "--reset-then-reuse-values" },
      { name: "forgets them when told so", flags: ["--reset-values"], want: "--reset-values" },
    ])("$name", async ({ flags, want }) => {
      site = makeSite({ helm: "v4.0.1" });
      site.answer("releases.yaml", releases("openim"));
      const ran = await site.run(["upgrade", ...blind, ...flags], { shell });
      expect(acts(ran)).toEqual([`helm upgrade openim -n im openim/openim ${want} --wait --wait-for-jobs --timeout 10m --rollback-on-failure`]);
      expect(ran.exitCode).toBe(0);
    });

    it("acts on one component, and leaves the releases of others", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim-push", "openim-etcd"));
      const ran = await site.run(["upgrade", "openim-push", ...blind, "--set", "openim-push.replicaCount=2"], { shell });
      expect(acts(ran)).toEqual(["helm upgrade openim-push -n im openim/openim-push --set replicaCount=2 --set-string global.openim.instance=openim --reset-then-reuse-values --wait --wait-for-jobs --timeout 10m --atomic"]);
    });

    it.each([
      { status: "failed", message: "the last good release comes back with: helm rollback openim -n im" },
      { status: "deployed", message: "the last release is still in place" },
    ])("says how to go back when helm did not: $status", async ({ status, message }) => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      site.answer("outcome/upgrade-openim", `sed 's/deployed/${status}/' "$FAKE/releases.yaml" >"$FAKE/r" && mv "$FAKE/r" "$FAKE/releases.yaml"; ${fail("UPGRADE FAILED: boom")}`);
      const ran = await site.run(["upgrade", ...blind, "--keep-failed"], { shell });
      expect([ran.exitCode, ran.report.components[0]?.["message"]]).toEqual([1, `Error: UPGRADE FAILED: boom — ${message}`]);
    });

    it("refuses one component of the one release, and what is not installed", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      const one = await site.run(["upgrade", "push", ...blind], { shell });
      expect([one.exitCode, acts(one)]).toEqual([2, []]);
      expect(one.stderr).toContain("--set openim-push.<key>=");
      site.answer("releases.yaml", releases("openim-etcd"));
      const none = await site.run(["upgrade", "push", ...blind], { shell });
      expect([none.exitCode, none.report["verdict"]]).toEqual([1, "there is no release openim-push in namespace im; openim install makes it"]);
    });
  });

  describe("restart", () => {
    it("restarts workloads in the order of the graph, and waits", async () => {
      site = makeSite();
      site.answer("objects.json", list(workload("openim-edge"), workload("openim-api"), workload("etcd", "StatefulSet"), { ...workload("openim-credentials", "Job") }));
      const ran = await site.run(["restart", "-n", "im"], { shell });
      expect(acts(ran)).toEqual(
        ["statefulset/openim-etcd", "deployment/openim-api", "deployment/openim-edge"].flatMap((one) => [`kubectl rollout restart -n im ${one} `.trimEnd(), `kubectl rollout status -n im ${one} --timeout=10m`]),
      );
      expect([ran.exitCode, outcomes(ran)]).toEqual([0, { etcd: "succeeded", "openim-api": "succeeded", "openim-edge": "succeeded" }]);
    });

    it("restarts the components named alone, whichever way they are installed", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      site.answer("objects.json", list(workload("openim-edge"), workload("etcd", "StatefulSet")));
      const ran = await site.run(["restart", "edge", "-n", "im", "--timeout", "90s"], { shell });
      expect(acts(ran)).toEqual(["kubectl rollout restart -n im deployment/openim-edge", "kubectl rollout status -n im deployment/openim-edge --timeout=90s"]);
    });

    it.each([
      { name: "timed out", outcome: "echo 'error: timed out waiting for the condition' >&2; exit 1\n", want: "timeout", exitCode: 124 },
      { name: "failed", outcome: "echo 'error: forbidden' >&2; exit 1\n", want: "failed", exitCode: 1 },
    ])("stops before others fall too when one $name", async ({ outcome, want, exitCode }) => {
      site = makeSite();
      site.answer("objects.json", list(workload("openim-edge"), workload("etcd", "StatefulSet")));
      site.answer("outcome/rollout-status-statefulset-openim-etcd", outcome);
      const ran = await site.run(["restart", "-n", "im"], { shell });
      expect([ran.exitCode, outcomes(ran)]).toEqual([exitCode, { etcd: want, "openim-edge": "skipped" }]);
      expect(acts(ran).filter((c) => c.includes("edge"))).toEqual([]);
    });
  });

  describe("delete", () => {
    const stays = { persistentvolumeclaims: "persistentvolumeclaim/data-openim-etcd-0\n", secrets: "secret/openim-im\n" };

    it("says what stays, and leaves it", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      for (const [file, text] of Object.entries(stays)) site.answer(file, text);
      const ran = await site.run(["delete", "-n", "im"], { shell });
      // Helm does not count the pod of a test as part of the release.
      expect(acts(ran)).toEqual(["helm uninstall openim -n im --wait --timeout 10m", "kubectl delete pod -n im openim-test --ignore-not-found"]);
      expect(ran.stdout).toBe("stays: persistentvolumeclaim data-openim-etcd-0\nstays: secret openim-im");
      expect(ran.report["remains"]).toEqual([{ kind: "persistentvolumeclaim", name: "data-openim-etcd-0" }, { kind: "secret", name: "openim-im" }]);
      expect(ran.exitCode).toBe(0);
    });

    it("takes it too, only when told so twice", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      for (const [file, text] of Object.entries(stays)) site.answer(file, text);
      const once = await site.run(["delete", "-n", "im", "--purge-data"], { shell });
      expect([once.exitCode, once.commands]).toEqual([2, []]);
      const dry = await site.run(["delete", "-n", "im", "--purge-data", "--dry-run"], { shell });
      expect([acts(dry), dry.stdout]).toEqual([[], "helm uninstall openim -n im --wait --timeout 10m\nkubectl delete pod -n im openim-test --ignore-not-found\nkubectl delete persistentvolumeclaim -n im data-openim-etcd-0\nstays: persistentvolumeclaim data-openim-etcd-0\nstays: secret openim-im"]);
      const ran = await site.run(["delete", "-n", "im", "--purge-data", "--purge-secrets", "--yes"], { shell });
      expect(acts(ran)).toEqual(["helm uninstall openim -n im --wait --timeout 10m", "kubectl delete pod -n im openim-test --ignore-not-found", "kubectl delete persistentvolumeclaim -n im data-openim-etcd-0 --timeout=10m", "kubectl delete secret -n im openim-im --timeout=10m"]);
      expect([ran.exitCode, ran.stdout, ran.report["remains"]]).toEqual([0, "", []]);
    });

    it("takes nothing when uninstalling failed", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim"));
      site.answer("persistentvolumeclaims", stays.persistentvolumeclaims);
      site.answer("outcome/uninstall-openim", fail("context deadline exceeded"));
      const ran = await site.run(["delete", "-n", "im", "--purge-data", "--yes"], { shell });
      expect([ran.exitCode, acts(ran)]).toEqual([124, ["helm uninstall openim -n im --wait --timeout 10m"]]);
      expect(ran.report.components[0]?.["message"]).toContain("again: helm uninstall openim -n im");
    });

    it("begins with whom nobody needs, and takes only those named", async () => {
      site = makeSite();
      site.answer("releases.yaml", releases("openim-etcd", "openim-edge", "openim-api"));
      const all = await site.run(["delete", "-n", "im"], { shell });
      expect(acts(all).map((c) => c.split(" ")[2])).toEqual(["openim-edge", "openim-api", "openim-etcd"]);
      const one = await site.run(["delete", "api", "-n", "im"], { shell });
      expect(acts(one)).toEqual(["helm uninstall openim-api -n im --wait --timeout 10m"]);
      expect(one.commands).toContain("kubectl get persistentvolumeclaims -n im -l app.kubernetes.io/instance=openim,app.kubernetes.io/name in (openim-api) -o name");
      // Secrets belong to all.
      expect(one.commands.filter((c) => c.includes("get secrets"))).toEqual([]);
    });
  });

  it("proves that a message arrives", async () => {
    site = makeSite();
    site.answer("releases.yaml", releases("openim"));
    const ran = await site.run(["verify", "-n", "im", "--context", "prod"], { shell });
    expect(acts(ran)).toEqual(["helm test openim --kube-context prod -n im --timeout 10m --logs"]);
    expect([ran.exitCode, ran.stdout]).toEqual([0, "test of openim: done"]);
    site.answer("outcome/test-openim", fail("pod openim-test failed"));
    expect((await site.run(["verify", "-n", "im"], { shell })).exitCode).toBe(1);
  });

  it.each([
    { phase: "Succeeded", exitCode: 0, outcome: "succeeded", message: "" },
    { phase: "Failed", exitCode: 1, outcome: "failed", message: "pod openim-test failed" },
    { phase: "Running", exitCode: 124, outcome: "timeout", message: "pod openim-test did not end within 1s" },
  ])("proves it with the umbrella's test where each component is a release: pod $phase", async ({ phase, exitCode, outcome, message }) => {
    site = makeSite();
    site.answer("releases.yaml", releases("openim-etcd", "openim-edge"));
    site.answer("old-values.yaml", "foo: 1\nglobal:\n  openim:\n    publicURL: https://im.acme.io\nbar: 2\n");
    site.answer("manifest.yaml", "---\n# Source: openim/charts/etcd/templates/x.yaml\nkind: Service\n---\n# Source: openim/templates/networkpolicy.yaml\nkind: NetworkPolicy\n---\n# Source: openim/templates/tests/message.yaml\nkind: Pod\n");
    site.answer("pod-phase", phase);
    site.answer("logs/openim-test", "message arrived\n");
    const ran = await site.run(["verify", "-n", "im", "--charts", "openim", "--timeout", "1s"], { shell, env: { OPENIM_NAP_SECONDS: "0.2" } });
    expect([ran.exitCode, ran.stdout]).toEqual([exitCode, "message arrived"]);
    expect(ran.report.components).toEqual([expect.objectContaining({ component: "openim", outcome, message })]);
    const template = ran.commands.find((c) => c.startsWith("helm template")) ?? "";
    expect(template).toMatch(/^helm template openim -n im openim\/openim -f \S+\/global\.yaml --set .*--set etcd\.enabled=true --set kafka\.enabled=false/);
    expect(readFileSync(join(site.root, "fake/applied"), "utf8")).toBe("made NetworkPolicy\nmade Pod\n");
    expect(acts(ran).map((c) => c.replace(/ \/\S+/, ""))).toEqual(["kubectl delete -n im -f --ignore-not-found", "kubectl apply -n im -f -o name", "kubectl delete -n im -f --ignore-not-found --wait=false"]);
  });

  describe("wrong usage", () => {
    it.each([
      { args: [], says: "openim COMMAND" },
      { args: ["instal"], says: "unknown command instal" },
      { args: ["install", "etdc"], says: "there is no component etdc; there are: openim-admin-front" },
      { args: ["install", "--frobnicate"], says: "unknown option --frobnicate" },
      { args: ["install", "-n"], says: "-n needs a value" },
      { args: ["install", "--timeout", "soon"], says: "--timeout wants a time such as 10m, not soon" },
      { args: ["install", "--timeout", "10"], says: "--timeout wants a time" },
      { args: ["install", "--parallel", "0"], says: "--parallel wants a number" },
      { args: ["install", "--name", "A b"], says: "--name wants lower-case letters" },
      { args: ["install", "--set", "nothing"], says: "--set wants key=value" },
      { args: ["install", "--set", "a=b\nc"], says: "--set: a value of several lines belongs in a file" },
      { args: ["install", "-f", "absent.yaml"], says: "absent.yaml: no such file or folder" },
      { args: ["install", "--charts", "./absent"], says: "there is no folder ./absent" },
      { args: ["install", "--skip-preflight", "colour"], says: "there is no check colour; there are: cluster version" },
      { args: ["install", "--separate", "--set", "replicaCount=3"], says: "say <component>.<key> or global.<key>" },
      { args: ["delete", "--purge-secrets"], says: "say --yes too" },
      { args: ["verify", "etcd"], says: "verify proves the whole" },
      { args: ["logs", "--follow", "--previous"], says: "--follow goes with neither" },
    ])("is refused: $args", async ({ args, says }) => {
      site = makeSite();
      const ran = await site.run(args, { shell });
      if (args.length > 1) expect(ran.report).toMatchObject({ outcome: "usage", exitCode: 2, verdict: expect.stringContaining(says.split("; there")[0] ?? "") });
      expect([ran.exitCode, acts(ran)]).toEqual([2, []]);
      expect(ran.stderr).toContain(says);
    });
  });

  it.each(["helm", "kubectl"])("says that %s is missing", async (tool) => {
    site = makeSite();
    rmSync(join(site.root, "bin", tool));
    lendPrograms(join(site.root, "bin"), ["awk", "cat", "cp", "cut", "date", "dirname", "find", "grep", "head", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "sh", "sleep", "sort", "tail", "tr", "wc", ...(shell[0] === undefined ? [] : [shell[0]])]);
    const ran = await site.run(["status", "-n", "im"], { shell, env: { PATH: join(site.root, "bin") } });
    expect([ran.exitCode, ran.stderr, ran.report["outcome"]]).toEqual([5, `openim: ${tool} is not installed, or not on PATH`, "missing tool"]);
  });

  it.each(["v2.17.0", ""])("says that a Helm of version '%s' will not do", async (helm) => {
    site = makeSite({ helm });
    expect(await site.run(["status", "-n", "im"], { shell })).toMatchObject({ exitCode: 5, stderr: "openim: helm does not say its version, or is older than 3" });
  });

  it.each(["status", "upgrade", "restart", "delete", "logs", "verify"])("%s says that the namespace is missing", async (command) => {
    site = makeSite();
    site.answer("namespace.json.err", 'Error from server (NotFound): namespaces "im" not found\n');
    const ran = await site.run([command, "-n", "im"], { shell });
    expect([ran.exitCode, ran.stderr, acts(ran), ran.report["outcome"]]).toEqual([1, "openim: namespace im does not exist", [], "failed"]);
  });

  it("says that the cluster does not answer", async () => {
    site = makeSite();
    site.answer("namespace.json.err", "The connection to the server localhost:8080 was refused\n");
    expect(await site.run(["status", "-n", "im"], { shell })).toMatchObject({ exitCode: 1, stderr: "openim: the cluster does not answer: The connection to the server localhost:8080 was refused" });
  });

  it("says that helm may not look at releases", async () => {
    site = makeSite();
    site.answer("list.err", 'Error: list: failed to list: secrets is forbidden\n');
    expect(await site.run(["upgrade", ...blind], { shell })).toMatchObject({ exitCode: 1, stderr: "openim: helm cannot list the releases in im: Error: list: failed to list: secrets is forbidden" });
  });

  it("takes the namespace of the context when none is said", async () => {
    site = makeSite();
    expect((await site.run(["status"], { shell })).report["namespace"]).toBe("from-context");
  });

  it("writes JSON that any text survives, to a file or to the standard output", async () => {
    site = makeSite();
    const nasty = 'Error: "quoted" \\back \u0007 tab\there 中文 é \u001b[31mred';
    site.answer("nasty", `${nasty}\n`);
    site.answer("outcome/install-openim", 'cat "$FAKE/nasty" >&2; exit 1\n');
    const ran = await site.run(["install", ...blind], { shell });
    expect(ran.report.components[0]?.["message"]).toBe(nasty.replace("\t", " "));
    site.answer("outcome/install-openim", "printf 'Error: no \\377 letter\\n' >&2; exit 1\n");
    await site.run(["install", ...blind], { shell });
    expect(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(site.root, "report.json")))).toContain("Error: no  letter");
    site.answer("outcome/install-openim", 'cat "$FAKE/nasty" >&2; exit 1\n');
    const usage = await site.run(["install", "--json", "-", "--frobnicate"], { shell });
    expect(JSON.parse(usage.stdout)).toMatchObject({ outcome: "usage", exitCode: 2, verdict: "unknown option --frobnicate" });
    const piped = await site.run(["install", ...blind, "--json", "-"], { shell });
    expect(JSON.parse(piped.stdout)).toMatchObject({ outcome: "failed", components: [{ message: nasty.replace("\t", " ") }] });
  });

  it("says that its folder is not whole", async () => {
    site = makeSite();
    rmSync(join(site.root, "scripts/components.tsv"));
    expect(await site.run(["status", "-n", "im"], { shell })).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("copy the folder as a whole") });
  });

  it("works through a link, and from a folder with a blank in its name", async () => {
    site = makeSite();
    execFileSync("cp", ["-R", join(site.root, "scripts"), join(site.root, "my scripts")]);
    rmSync(join(site.root, "scripts"), { recursive: true });
    mkdirSync(join(site.root, "scripts"));
    symlinkSync("../my scripts/openim", join(site.root, "scripts/openim"));
    const ran = await site.run(["install", ...blind], { shell, env: { TMPDIR: join(site.root, "my scripts") } });
    expect([ran.exitCode, acts(ran).length]).toEqual([0, 1]);
  });
});

it.skipIf(shellcheck === undefined)("is clean for shellcheck", () => {
  site = makeSite();
  const scripts = join(project, "scripts");
  expect(execFileSync(shellcheck ?? "", ["--shell=sh", "-x", "-P", project, join(scripts, "openim")], { encoding: "utf8" })).toBe("");
});

it("names every command and option in its help", () => {
  site = makeSite();
  const help = execFileSync("sh", [join(site.root, "scripts/openim"), "help"], { encoding: "utf8" });
  const text = readFileSync(join(project, "scripts/openim"), "utf8");
  const options = [...text.matchAll(/^ {4}(-[a-z-| ]+)\)/gm)].flatMap((m) => (m[1] ?? "").split("|").map((o) => o.trim()));
  expect(options.length).toBeGreaterThan(25);
  for (const option of options) if (option !== "-h" && option !== "--help") expect(help, option).toContain(option);
});

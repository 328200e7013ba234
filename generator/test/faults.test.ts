import { beforeAll, describe, expect, it } from "vitest";
import { faultCases } from "../src/acceptance/faults/cases.ts";
import { runFaults } from "../src/acceptance/faults/run-fault.ts";
import { generate } from "../src/cli/generate.ts";
import type { FaultCase } from "../src/model/faults.ts";
import type { Plan } from "../src/model/plan.ts";
import { fileTree } from "../src/model/tree.ts";
import { fakeBench, type FakeSite } from "./helpers/fake-hands.ts";
import { once } from "./helpers/once.ts";
import { minimal, realInputs } from "./helpers/real.ts";

/** A module of a site, of which no code knows. */
const dummy = "name: openim-dummy\nkind: module\ndescription: A module of the site.\npart: server\nbinary: dummy\nports:\n  - { name: metrics, number: 12099, protocol: http, metrics: true }\nneeds: { stores: [redis, etcd] }\nprobes: { readiness: { tcp: metrics }, liveness: { tcp: metrics } }\nresources: { requests: { cpu: 55m, memory: 77Mi }, limits: { memory: 256Mi } }\n";
const plan = once((): Plan => {
  const { plan: made, diagnostics } = generate(realInputs(`${minimal}extraModules: [site]\n`, { extra: () => fileTree([["site/openim-dummy.yaml", dummy]]) }));
  if (made === undefined) throw new Error(JSON.stringify(diagnostics));
  return made;
});
// The longest part, so that no test is blamed for it.
beforeAll(() => {
  plan();
});
const cases = once(() => faultCases(plan(), new Set()));
const byID = (id: string): FaultCase => cases().find((c) => c.id === id) ?? expect.fail(`no case ${id}`);

describe("the cases", () => {
  it("kill every module and every store that a plain installation has, and roll every module", () => {
    const there = plan().charts.filter(({ name, component }) => plan().site.enabled.includes(name) && component.extra["credentials"] !== true && component.group !== "umbrella");
    expect(cases().filter(({ fault }) => fault.kind === "kill").map(({ component }) => component).sort()).toEqual(there.map(({ name }) => name).sort());
    expect(there.length).toBeGreaterThan(20);
    const rolled = byID("roll-modules").fault;
    expect(rolled.kind === "roll" ? [...rolled.components].sort() : []).toEqual(there.filter(({ component }) => component.group === "modules").map(({ name }) => name).sort());
  });

  it("come for a module of the site's own without a word", () => {
    expect(byID("kill-openim-dummy").limit).toBe(60);
    expect(byID("roll-modules").fault).toMatchObject({ components: expect.arrayContaining(["openim-dummy"]) as unknown });
  });

  it("come for what is installed though it is off by default", () => {
    const ids = faultCases(plan(), new Set(["loki", "mysql"])).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["kill-loki", "kill-mysql", "restart-mysql", "disk-mysql"]));
    expect(cases().map(({ id }) => id)).not.toContain("kill-loki");
  });

  it("are these beside the kills", () => {
    expect(cases().map(({ id }) => id).filter((id) => !id.startsWith("kill-"))).toEqual([
      "away-etcd", "restart-etcd", "restart-kafka", "restart-mongodb", "restart-object-storage", "restart-redis", "scale-openim-msggateway", "roll-modules", "drain",
      "password-etcd", "password-kafka", "password-mongodb", "password-redis", "address-openim-edge", "topic-toRedis",
      "disk-etcd", "disk-kafka", "disk-mongodb", "disk-object-storage", "disk-redis", "image-openim-admin-rpc",
    ]);
    expect(new Set(cases().map(({ id }) => id)).size).toBe(cases().length);
  });
});

const kill: FaultCase = { id: "kill-a", title: "A", proves: "p", component: "a", fault: { kind: "kill" }, limit: 60 };
const status = (fault: FaultCase["fault"], component = "a"): FaultCase => ({ id: "s", title: "S", proves: "p", component, fault, limit: 20, named: { parts: [component], reason: "told" } });
const run = async (site: FakeSite, ...list: readonly FaultCase[]) => {
  const fake = fakeBench(site);
  const results = await runFaults(list, fake.bench, [], () => {});
  return { ...fake, results, first: results[0] ?? expect.fail("no result") };
};

interface Row {
  readonly name: string;
  readonly site: FakeSite;
  readonly one: FaultCase;
  readonly status: string;
  readonly says: RegExp;
  readonly calls: readonly string[];
}
const rows: readonly Row[] = [
  { name: "a pod that comes back", site: { pods: { a: 1, b: 2 } }, one: kill, status: "passed", says: /^delivered again after 4\.0 s, longest gap 4\.0 s, all ready after 4\.0 s, 9 accepted, none lost$/, calls: ["kill a-0"] },
  { name: "a pod that comes back too late", site: { pods: { a: 1 }, back: 70 }, one: kill, status: "failed", says: /delivery only after 70\.0 s/, calls: ["kill a-0"] },
  { name: "a pod that does not come back", site: { pods: { a: 1 }, lost: ["a"] }, one: kill, status: "failed", says: /no message is delivered any more; pods are not ready again/, calls: ["kill a-0"] },
  { name: "messages that pass, and nobody who can log in", site: { pods: { a: 1 }, closed: "Two people register: errCode 14" }, one: kill, status: "failed", says: /^nobody can come in: Two people register: errCode 14 \(/, calls: ["kill a-0"] },
  { name: "a component that is not there", site: { pods: { b: 1 } }, one: kill, status: "not-possible", says: /a is not part of this installation/, calls: [] },
  { name: "a store that is away and comes back", site: { pods: { a: 1 } }, one: { ...kill, fault: { kind: "away", seconds: 40 } }, status: "passed", says: /all ready after/, calls: ["scale a 0", "scale a 1"] },
  { name: "a restart that loses a message", site: { pods: { a: 1 }, losses: { lost: [3] } }, one: { ...kill, fault: { kind: "restart" }, lossless: true }, status: "failed", says: /1 accepted message lost/, calls: ["restart a"] },
  { name: "a restart that stores a message twice", site: { pods: { a: 1 }, losses: { doubled: [3] } }, one: { ...kill, fault: { kind: "restart" }, lossless: true }, status: "passed", says: /1 stored twice/, calls: ["restart a"] },
  { name: "gateways up and down, and back to what they were", site: { pods: { a: 2 } }, one: { ...kill, fault: { kind: "scale", steps: [1, 3, 1] }, lossless: true }, status: "passed", says: /none lost/, calls: ["scale a 1", "scale a 3", "scale a 1", "scale a 2"] },
  { name: "a sequence number that was left out", site: { pods: { a: 1 }, losses: { missingSequence: [7] } }, one: { ...kill, fault: { kind: "scale", steps: [1, 3, 1] }, lossless: true }, status: "failed", says: /1 sequence numbers missing/, calls: ["scale a 1", "scale a 3", "scale a 1", "scale a 1"] },
  { name: "modules one after the other, without those that are not there", site: { pods: { a: 1, b: 1 } }, one: { ...kill, component: "", fault: { kind: "roll", components: ["b", "c", "a"] } }, status: "passed", says: /rolledIn/, calls: ["restart b", "restart a"] },
  { name: "a drain that waits for a budget", site: { pods: { a: 1, b: 2 } }, one: { ...kill, component: "", fault: { kind: "drain" } }, status: "passed", says: /evicted 3, refused 1, budgets 1/, calls: ["evict a-0 asked", "evict b-0 asked", "evict b-1 refused", "evict b-1 asked"] },
  { name: "a drain that nothing forbids", site: { pods: { a: 1, b: 1 }, budgets: false }, one: { ...kill, component: "", fault: { kind: "drain" } }, status: "not-possible", says: /no workload has a disruption budget/, calls: [] },
  { name: "a wrong password that is named", site: { pods: { a: 1 }, says: "failing: a: it is told" }, one: status({ kind: "wrong-variable", variable: "PASSWORD" }), status: "passed", says: /^after \d\.\d s: failing: a: it is told$/, calls: ["change a", "change a", "kill a-0"] },
  { name: "a fault that the status puts on another part", site: { pods: { a: 1 }, says: "failing: b: it is told" }, one: status({ kind: "wrong-variable", variable: "PASSWORD" }), status: "failed", says: /the status does not name a within 20 s \(it says: failing: b: it is told\)/, calls: ["change a", "change a"] },
  { name: "a fault without its reason", site: { pods: { a: 1 }, says: "failing: a: something" }, one: status({ kind: "absent-image" }), status: "failed", says: /does not name a/, calls: ["change a", "change a"] },
  { name: "a variable that is not there", site: { pods: { a: 1 } }, one: status({ kind: "wrong-variable", variable: "OTHER" }), status: "not-possible", says: /have no variable OTHER/, calls: [] },
  { name: "a full disk, and a pod that must be ended to get its own back", site: { pods: { a: 1 }, back: 30, says: "waiting: a: told" }, one: status({ kind: "full-disk", size: "4Ki" }), status: "passed", says: /waiting: a: told/, calls: ["change a", "change a", "kill a-0"] },
  { name: "an address, with what reads it", site: { pods: { a: 1 }, says: "failing: a: told" }, one: status({ kind: "wrong-address" }), status: "passed", says: /failing: a: told/, calls: ["config a", "restart a", "config a", "restart a"] },
  { name: "a command, and who heals it", site: { pods: { a: 1, b: 1 }, says: "failing: a: told" }, one: status({ kind: "command", command: ["rm", "topic"], healer: "b" }), status: "passed", says: /failing: a: told/, calls: ["run a-0 rm topic", "restart b"] },
];

describe("a case", () => {
  it.each(rows)("$name", async ({ site, one, status: want, says, calls }) => {
    const { first, calls: made, whole } = await run(site, one);
    expect([first.status, first.failure?.message ?? first.detail, made]).toEqual([want, expect.stringMatching(says), calls]);
    expect(whole()).toBe(true);
  });

  it("does not begin on what is broken already", async () => {
    const { results, calls } = await run({ pods: { a: 1 }, lost: ["a"] }, kill, { ...kill, id: "next" });
    expect(results.map(({ status: s, detail }) => [s, detail.split(":")[0]])).toEqual([["failed", expect.anything()], ["blocked", "not begun, because not all is ready"]]);
    expect(calls).toEqual(["kill a-0"]);
  });

  it.each([
    { after: "scale a 3", fault: { kind: "scale", steps: [1, 3, 1] } as const, calls: ["scale a 1", "scale a 3", "scale a 1", "scale a 2"] },
    { after: "scale a 0", fault: { kind: "away", seconds: 40 } as const, calls: ["scale a 0", "scale a 2"] },
  ])("puts back what is changed when the user ends it after $after", async ({ after, fault, calls }) => {
    const { results, calls: made, whole } = await run({ pods: { a: 2 }, interruptAfter: after }, { ...kill, fault }, { ...kill, id: "next" });
    expect(results.map(({ status: s, detail }) => [s, detail])).toEqual([["failed", "interrupted"], ["left-out", "interrupted before it"]]);
    expect([made, whole()]).toEqual([calls, true]);
  });

  it("breaks nothing where no message passes", async () => {
    const { bench, calls } = fakeBench({ pods: { a: 1 } });
    const [result] = await runFaults([kill], { ...bench, watch: async () => "Two people register: errCode 14" }, [], () => {});
    expect([result?.status, result?.detail, calls]).toEqual(["blocked", "not begun: all is ready, and yet: Two people register: errCode 14", []]);
  });

  it("says what it could not put back", async () => {
    const { bench } = fakeBench({ pods: { a: 1 }, says: "failing: a: told" });
    const change = bench.hands.change;
    let times = 0;
    const stubborn = { ...bench, hands: { ...bench.hands, change: async (...args: Parameters<typeof change>) => { times += 1; if (times > 1) throw new Error("no"); await change(...args); } } };
    await runFaults([status({ kind: "absent-image" })], stubborn, [], () => {});
    expect(bench.changes.map(({ what, byHand }) => [what, byHand])).toEqual([["template of statefulset/openim-a", "kubectl -n im rollout undo statefulset/openim-a"]]);
  });
});

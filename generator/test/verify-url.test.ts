import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { beginStory } from "../src/acceptance/begin-story.ts";
import { cleanUp } from "../src/acceptance/clean-up.ts";
import { runSteps } from "../src/acceptance/run-steps.ts";
import { steps } from "../src/acceptance/steps.ts";
import { internal } from "../src/acceptance/steps/internal-paths.ts";
import type { Story } from "../src/acceptance/story.ts";
import { realWorld } from "../src/io/world.ts";
import type { Hop, StepResult } from "../src/model/acceptance.ts";
import type { Cluster, World } from "../src/model/world.ts";
import { fakeCredentials, fakeOpenIM, type Fake, type FakeOptions, type Fault } from "./helpers/fake-openim.ts";

const real = realWorld();
afterAll(() => real.close());

/** Pauses are short and time-outs are generous, unless a test is about a time-out. */
const hurried = (patience: number): World => ({
  ...real,
  sleep: async (ms) => real.sleep(ms / 20),
  within: async (ms, work, late) => real.within(ms / patience, work, late),
  now: () => Date.now() * 20,
});

const clusterOf = (fake: Fake): Cluster => ({
  api: async () => fake.inside.api,
  adminApi: async () => fake.inside.adminApi,
  gateways: async () =>
    fake.inside.gateways.map((base, i) => ({
      pod: `gateway-${i}`,
      users: async () => Number(/^online_user_num (\d+)$/m.exec(new TextDecoder().decode((await real.http({ method: "GET", url: `${base}/metrics` })).body))?.[1]),
    })),
});

async function verify(options: FakeOptions, given: { readonly cluster?: boolean; readonly skip?: readonly string[]; readonly patience?: number } = {}): Promise<{ readonly results: readonly StepResult[]; readonly story: Story; readonly fake: Fake }> {
  const fake = await fakeOpenIM(options);
  const story = beginStory({ world: hurried(given.patience ?? 3), url: fake.url, credentials: fakeCredentials, ...(given.cluster === false ? {} : { cluster: clusterOf(fake) }) });
  try {
    const results = await runSteps(steps, story, given.skip ?? [], () => {});
    await cleanUp(story);
    return { results, story, fake };
  } finally {
    await fake.close();
  }
}

const named = (results: readonly StepResult[], status: StepResult["status"]): readonly string[] => results.filter((r) => r.status === status).map((r) => r.id);

describe.concurrent("a sound installation", () => {
  it("passes every step, closed to administrators from outside", async () => {
    const { results, story, fake } = await verify({});
    expect(results.filter((r) => r.status !== "passed")).toEqual([]);
    expect(results.map((r) => r.id)).toEqual(steps.map((s) => s.id));
    expect(Object.fromEntries(results.map((r) => [r.id, r.detail]))).toMatchObject({
      "admin-token": "through the cluster; closed from outside",
      "known-defaults": "4 defaults refused",
      gateways: "Ann on gateway-0, Bob on gateway-1",
      history: "2 messages, highest sequence number 2",
    });
    // It clears up, and says what it cannot.
    expect(fake.calls.filter((c) => /dismiss|clear_all/.test(c))).toEqual(["POST /api/group/dismiss_group", "POST /api/msg/user_clear_all_msg", "POST /api/msg/user_clear_all_msg"]);
    expect(story.left.map((line) => line.split(" ")[0])).toEqual(["user", "user", "object"]);
  });

  it("passes without a cluster where administrators' calls are open", async () => {
    const { results } = await verify({ adminOpen: true }, { cluster: false, skip: ["gateways"] });
    expect([named(results, "left-out"), results.filter((r) => r.status !== "passed").length]).toEqual([["gateways"], 1]);
    expect(results.find((r) => r.id === "admin-login")?.detail).toMatch(/^at http.*\/complete_admin$/);
  });

  it("does not pass the administrator's token when nothing leads to it", async () => {
    const { results } = await verify({}, { cluster: false, skip: ["gateways", "database"] });
    expect(named(results, "failed")).toEqual(["admin-token", "admin-login"]);
    expect(results.find((r) => r.id === "known-defaults")?.detail).toBe("4 defaults refused, of 3 the call itself is closed from outside");
  });

  it("leaves out what builds on a step that is left out, and says so", async () => {
    const { results } = await verify({}, { skip: ["upload", "connect"] });
    expect(named(results, "left-out")).toEqual(["connect", "gateways", "one-to-one", "history", "database", "group", "offline", "upload", "link", "signed-only"]);
    expect(named(results, "failed")).toEqual([]);
  });
});

interface Row {
  readonly fault: Fault;
  readonly step: string;
  readonly hop: Hop;
  readonly says: string;
  /** How much shorter time-outs are than for people. */
  readonly patience?: number;
}

const rows: readonly Row[] = [
  { fault: "no-api", step: "door", hop: "edge", says: "HTTP 503 no healthy upstream" },
  { fault: "page-everywhere", step: "door", hop: "answer", says: "not an answer of OpenIM: <html>nginx" },
  { fault: "config-open", step: "internal-paths", hop: "edge", says: "/api/config/get_config" },
  { fault: "spelling-open", step: "internal-paths", hop: "edge", says: "/api//restart" },
  { fault: "metrics-open", step: "internal-paths", hop: "edge", says: "/metrics" },
  { fault: "default-secret", step: "known-defaults", hop: "openim", says: "accepted: IM secret openIM123" },
  { fault: "default-admin", step: "known-defaults", hop: "openim", says: "accepted: administrator chatAdmin" },
  { fault: "default-code", step: "known-defaults", hop: "openim", says: "accepted: verification code 666666" },
  { fault: "wrong-secret", step: "admin-token", hop: "openim", says: "/auth/get_admin_token: errCode 1002" },
  { fault: "admin-password", step: "admin-login", hop: "openim", says: "/account/login: errCode 20001" },
  { fault: "wrong-code", step: "register", hop: "openim", says: "/account/register: errCode 20006" },
  { fault: "login-refused", step: "login", hop: "openim", says: "/account/login: errCode 20001" },
  { fault: "no-upgrade", step: "connect", hop: "edge", says: "HTTP 502 instead of an upgrade" },
  { fault: "token-refused", step: "connect", hop: "openim", says: "refuses Ann: errCode 1503" },
  { fault: "silent-gateway", step: "connect", hop: "socket", says: "says nothing after the upgrade", patience: 40 },
  { fault: "one-gateway", step: "gateways", hop: "edge", says: "8 connections all went to gateway-0" },
  { fault: "not-in-database", step: "database", hop: "store", says: "/msg/search_msg does not find" },
  { fault: "no-group", step: "group", hop: "openim", says: "/group/create_group: errCode 500" },
  { fault: "hangs", step: "group", hop: "time", says: "not done after 90 s", patience: 30 },
  { fault: "offline-lost", step: "offline", hop: "store", says: "not in the history" },
  { fault: "body-limit", step: "upload", hop: "edge", says: "HTTP 413" },
  { fault: "other-host", step: "upload", hop: "answer", says: "is at http://external_ip:10005" },
  { fault: "bad-signature", step: "upload", hop: "store", says: "HTTP 403 <Code>SignatureDoesNotMatch" },
  { fault: "no-x-request-api", step: "link", hop: "answer", says: "and should be" },
  { fault: "other-bytes", step: "link", hop: "store", says: "other bytes came back" },
  { fault: "public-store", step: "signed-only", hop: "store", says: "GET without a signature: HTTP 200" },
];

describe.concurrent("a broken installation", () => {
  it.each(rows)("$fault fails $step and nothing else", async ({ fault, step, hop, says, patience }) => {
    const { results } = await verify({ faults: [fault] }, patience === undefined ? {} : { patience });
    expect(named(results, "failed")).toEqual([step]);
    const failure = results.find((r) => r.id === step)?.failure;
    expect([failure?.hop, failure?.message]).toEqual([hop, expect.stringContaining(says)]);
    expect(failure?.hint).toMatch(/\w{3,}.*\.$/);
    // What builds on it is blocked, everything else was tried.
    const hit = new Set([step]);
    for (const { id, after } of steps) if (after.some((before) => hit.has(before))) hit.add(id);
    expect(named(results, "blocked")).toEqual([...hit].filter((id) => id !== step));
  });

  // Where several steps must notice.
  it("tells a message that is not pushed from one that is not stored", async () => {
    const [unpushed, lost] = await Promise.all([verify({ faults: ["not-pushed"] }, { patience: 30 }), verify({ faults: ["not-stored"] })]);
    expect(named(unpushed.results, "failed")).toEqual(["one-to-one", "group", "link"]);
    expect(named(lost.results, "failed")).toEqual(["history", "database", "group", "offline"]);
  });

  it("names chat when chat is away", async () => {
    const { results } = await verify({ faults: ["chat-away"] });
    expect(named(results, "failed")).toEqual(["known-defaults", "register"]);
    expect(results.find((r) => r.id === "register")?.failure?.message).toContain("/chat/account/register: HTTP 502");
  });
});

describe("the list of steps", () => {
  it("has each step after those that it builds on", () => {
    const ids = steps.map((s) => s.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, after } of steps) for (const before of after) expect(ids.indexOf(before), `${id} after ${before}`).toBeGreaterThanOrEqual(0);
    for (const { id, after } of steps) for (const before of after) expect(ids.indexOf(before)).toBeLessThan(ids.indexOf(id));
  });

  it("asks below every path that the edge blocks", () => {
    const edge = parse(readFileSync(join(import.meta.dirname, "../catalog/own/openim-edge.yaml"), "utf8")) as { readonly routes: readonly { readonly path: string; readonly blocked?: readonly string[] }[] };
    const blocked = edge.routes.flatMap((route) => (route.blocked ?? []).map((path) => route.path + path));
    expect(blocked.length).toBeGreaterThan(4);
    expect(blocked.filter((prefix) => !internal.some(({ path }) => path === prefix || path.startsWith(`${prefix}/`)))).toEqual([]);
  });
});

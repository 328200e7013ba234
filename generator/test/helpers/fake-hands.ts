import type { Bench, Judged } from "../../src/acceptance/faults/bench.ts";
import type { Change, Hands, Workload } from "../../src/model/faults.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { World } from "../../src/model/world.ts";

/** How an imitated installation behaves. Times are seconds. */
export interface FakeSite {
  /** Component → number of pods; one whose name begins with a store's gets a claim. */
  readonly pods: Readonly<Record<string, number>>;
  /** Until a pod that was touched is ready again. */
  readonly back?: number;
  /** Components that never come back after they were touched. */
  readonly lost?: readonly string[];
  /** The status, while any template, text or topic is changed. */
  readonly says?: string;
  readonly budgets?: boolean;
  readonly losses?: Partial<Judged>;
  /** Calls after which the user wants the end. */
  readonly interruptAfter?: string;
}

export interface FakeBench {
  readonly bench: Bench;
  /** Everything that was asked of the cluster and changes it, with the second. */
  readonly calls: readonly string[];
  /** Whether everything is as it was. */
  readonly whole: () => boolean;
}

const none: Judged = { sent: 9, accepted: 9, unanswered: 0, resent: 0, receivedOnSocket: 9, lost: [], doubled: [], missingSequence: [], doubledSequence: [], longestGap: { seconds: 0, afterNumber: 0, at: "" }, delivery: { median: 0, p99: 0, longest: 0 } };

/** An installation in memory, on a clock that only pauses move: every run is the same. */
export function fakeBench({ pods, back = 4, lost = [], says = "", budgets = true, losses = {}, interruptAfter }: FakeSite): FakeBench {
  let now = 1_000_000;
  let interrupted = false;
  let config: JsonObject = { "nginx.conf": "add X-Request-Api https://im.acme.io/api;" };
  const calls: string[] = [];
  const outages: { readonly from: number; readonly to: number }[] = [];
  const original = Object.fromEntries(Object.keys(pods).map((name) => [name, { spec: { containers: [{ name, image: `r.acme.io/${name}:v1`, env: [{ name: "PASSWORD", value: "right" }], startupProbe: { exec: { command: ["registered"] } }, volumeMounts: [{ name: "data", mountPath: "/data" }] }], volumes: [{ name: "config", configMap: { name } }] } }]));
  const state = new Map(Object.entries(pods).map(([name, wanted]) => [name, { wanted, readyAt: 0, template: original[name] as JsonObject }]));
  const untouched = config;
  const of = (name: string) => state.get(name) ?? { wanted: 0, readyAt: 0, template: {} as JsonObject };
  const changed = (): boolean => config !== untouched || calls.filter((c) => c.includes("run")).length > calls.filter((c) => c.includes("restart")).length || [...state].some(([name, { template }]) => JSON.stringify(template) !== JSON.stringify(original[name]));
  const call = (text: string): void => {
    calls.push(text);
    if (interruptAfter !== undefined && text.startsWith(interruptAfter)) interrupted = true;
  };
  const touch = (name: string): void => {
    const readyAt = lost.includes(name) ? Number.POSITIVE_INFINITY : now + back * 1000;
    of(name).readyAt = readyAt;
    outages.push({ from: now, to: readyAt });
  };
  const look = (): readonly Workload[] =>
    [...state].map(([name, { wanted, readyAt, template }]) => ({
      component: name,
      kind: "StatefulSet",
      name: `openim-${name}`,
      wanted,
      settled: now >= readyAt,
      pods: Array.from({ length: wanted }, (_, i) => ({ name: `${name}-${i}`, ready: now >= readyAt, leaving: false, restarts: 0 })),
      claims: ["data"],
      template,
    }));
  const hands: Hands = {
    look: async () => look(),
    budgets: async () => (budgets ? look().filter((w) => w.wanted > 1).map((w) => ({ name: w.name, pods: w.wanted, healthy: w.settled ? w.wanted : w.wanted - 1, least: w.wanted - 1, allowed: w.settled ? 1 : 0 })) : []),
    kill: async (pod) => {
      call(`kill ${pod}`);
      touch(pod.replace(/-\d+$/, ""));
    },
    scale: async ({ component }, wanted) => {
      call(`scale ${component} ${wanted}`);
      touch(component);
      of(component).wanted = wanted;
    },
    restart: async ({ component }) => {
      call(`restart ${component}`);
      touch(component);
    },
    evict: async (pod) => {
      const name = pod.replace(/-\d+$/, "");
      const free = now >= of(name).readyAt || of(name).wanted === 1;
      call(`evict ${pod} ${free ? "asked" : "refused"}`);
      if (free) touch(name);
      return free ? "asked" : "refused";
    },
    change: async ({ component }, template) => {
      call(`change ${component}`);
      // The way back: pods that never were ready stay.
      if (JSON.stringify(template) !== JSON.stringify(original[component])) touch(component);
      of(component).template = template;
    },
    run: async (pod, command) => {
      if (command[0] !== "registered") call(`run ${pod} ${command.join(" ")}`);
      return { exitCode: 0, said: "" };
    },
    config: async () => config,
    setConfig: async (name, data) => {
      call(`config ${name}`);
      config = JSON.stringify(data) === JSON.stringify(untouched) ? untouched : data;
    },
    status: async () => (changed() ? says : "ok: all is ready"),
  };
  const world = { now: () => now, sleep: async (ms: number) => { now += ms; }, random: (bytes: number) => new Uint8Array(bytes).fill(7) } as unknown as World;
  const changes: Change[] = [];
  const bench: Bench = {
    given: { world, url: "https://im.acme.io", credentials: { imAdmin: "imAdmin" } },
    hands,
    interrupted: () => interrupted,
    changes,
    kubectl: "kubectl -n im",
    watch: async () => ({
      since: (from) => {
        const hit = outages.filter(({ to }) => to > from);
        const until = Math.max(from + 100, ...hit.map(({ to }) => to));
        return { deliveredAfter: until > now ? undefined : (until - from) / 1000, longest: Math.max(0.2, ...hit.map((o) => (Math.min(o.to, now) - Math.max(o.from, from)) / 1000)) };
      },
      steady: (seconds) => outages.every(({ to }) => to <= now - seconds * 1000),
      end: async () => ({ ...none, ...losses }),
    }),
  };
  return { bench, calls, whole: () => !changed() && [...state].every(([name, { wanted }]) => wanted === pods[name]) && changes.length === 0 };
}

import { failed } from "../../model/acceptance.ts";
import type { FaultCase, Workload } from "../../model/faults.ts";
import { ask, pause, secondsSince, settle, stopped, workloadOf, type Bench, type Judged } from "./bench.ts";
import { scaleTo } from "./breaking.ts";
import { notPossible, type Seen } from "./seen.ts";
import { lossesOf } from "./stream-watch.ts";
import { startupCommand } from "./templates.ts";

/** How long messages must come without a pause before a case is taken for over. */
const steadySeconds = 5;
/** A registration ends this long after its process has lost etcd, and is noticed by a probe a little later. */
const leaseSeconds = 45;
/** How long pods may take to be there again, beside the limit for messages. */
const podSeconds = 180;

/** What breaking gave: when it was done, and what else is to be told. */
interface Broken {
  /** From here on delivery is counted. */
  readonly from: number;
  readonly figures?: Readonly<Record<string, number>>;
  readonly wrong?: readonly string[];
}

/** Breaks something while messages run, and waits until they are delivered as before. */
export async function underStream(one: FaultCase, bench: Bench): Promise<Seen> {
  const { world } = bench.given;
  await prepare(one, bench);
  const before = await bench.hands.look();
  const watch = await bench.watch(bench);
  if (typeof watch === "string") throw failed("cluster", `not begun: ${watch}`, "Everything is ready, and yet no message passes: gen verify says where it ends.");
  let over = false;
  const end = async (): Promise<Judged> => {
    over = true;
    return watch.end();
  };
  try {
    await pause(bench, 2);
    const begun = world.now();
    const { from, figures = {}, wrong = [] } = await act(one, bench);
    let back: number | undefined;
    await ask(bench, one.limit + podSeconds, async () => {
      const missing = await settle(bench, 0);
      if (missing === undefined) back ??= secondsSince(world, from);
      else back = undefined;
      const waited = secondsSince(world, from) >= (one.fault.kind === "away" ? leaseSeconds : steadySeconds);
      return back !== undefined && waited && watch.steady(steadySeconds) && (await registered(one, bench)) ? true : undefined;
    });
    if (bench.interrupted()) throw stopped();
    const since = watch.since(from);
    const whole = watch.since(begun);
    const judged = await end();
    const restarts = restartsOf(await bench.hands.look()) - restartsOf(before);
    const delivered = since.deliveredAfter;
    const losses = lossesOf(judged);
    const late = delivered === undefined ? [`no message is delivered any more`] : delivered > one.limit ? [`delivery only after ${delivered.toFixed(1)} s`] : [];
    return {
      wrong: [...wrong, ...late, ...(back === undefined ? ["pods are not ready again"] : []), ...(one.lossless === true ? losses : [])],
      detail: [
        delivered === undefined ? "not delivered" : `delivered again after ${delivered.toFixed(1)} s`,
        `longest gap ${whole.longest.toFixed(1)} s`,
        ...(back === undefined ? [] : [`all ready after ${back.toFixed(1)} s`]),
        `${judged.accepted} accepted, ${losses.length === 0 ? "none lost" : losses.join(", ")}`,
        ...(judged.doubled.length > 0 ? [`${judged.doubled.length} stored twice`] : []),
        ...(restarts > 0 ? [`${restarts} containers restarted`] : []),
        ...Object.entries(figures).map(([name, value]) => `${name} ${value}`),
      ].join(", "),
      hint: "See the logs of the part that was broken, of those that use it, and whether their registrations are in etcd.",
      figures: { ...(delivered === undefined ? {} : { deliveredAfter: delivered }), longestGap: whole.longest, ...(back === undefined ? {} : { readyAfter: back }), accepted: judged.accepted, lost: judged.lost.length, missingSequence: judged.missingSequence.length, storedTwice: judged.doubled.length, restarts, ...figures },
    };
  } finally {
    if (!over) await end().catch(() => {});
  }
}

/** What must be so before messages begin. */
async function prepare({ fault, component }: FaultCase, bench: Bench): Promise<void> {
  const { hands } = bench;
  if (fault.kind === "drain" && (await hands.budgets()).length === 0) throw notPossible("no workload has a disruption budget: they come with more than one pod");
  if (component === "") return;
  const workload = await workloadOf(hands, component);
  if (workload === undefined) throw notPossible(`${component} is not part of this installation`);
  if (fault.kind !== "scale") return;
  await scaleTo(bench, workload, fault.steps[0] ?? 1);
  await pause(bench, 2);
  const missing = await settle(bench, podSeconds);
  if (missing !== undefined) throw failed("cluster", `${missing} does not come to ${fault.steps[0] ?? 1} pod`, "An autoscaler may hold it.");
}

async function act(one: FaultCase, bench: Bench): Promise<Broken> {
  const { hands, given, changes } = bench;
  const { fault } = one;
  const begun = given.world.now();
  if (fault.kind === "drain") return drain(bench, one.limit);
  if (fault.kind === "roll") {
    for (const component of fault.components) {
      const workload = await workloadOf(hands, component);
      if (workload === undefined) continue;
      await hands.restart(workload);
      await pause(bench, 1);
      const missing = await settle(bench, podSeconds, [component]);
      if (missing !== undefined && !bench.interrupted()) throw failed("cluster", `${missing} is not ready ${podSeconds} s after its restart`, "See its log.");
    }
    return { from: given.world.now(), figures: { rolledIn: Math.round(secondsSince(given.world, begun)) } };
  }
  const workload = await workloadOf(hands, one.component);
  if (workload === undefined) throw notPossible(`${one.component} is not part of this installation`);
  if (fault.kind === "kill") {
    const pod = workload.pods.find(({ ready, leaving }) => ready && !leaving);
    if (pod === undefined) throw notPossible(`${workload.name} has no pod`);
    const from = given.world.now();
    await hands.kill(pod.name);
    return { from };
  }
  if (fault.kind === "restart") {
    await hands.restart(workload);
    return { from: begun };
  }
  if (fault.kind === "away") {
    await scaleTo(bench, workload, 0);
    await pause(bench, fault.seconds);
    await hands.scale(workload, workload.wanted);
    changes.splice(changes.findIndex(({ what }) => what.endsWith(`/${workload.name}`)), 1);
    return { from: given.world.now() };
  }
  if (fault.kind === "scale") {
    for (const pods of fault.steps.slice(1)) {
      await hands.scale(workload, pods);
      await pause(bench, 2);
      const missing = await settle(bench, podSeconds, [one.component]);
      if (missing !== undefined && !bench.interrupted()) throw failed("cluster", `${missing} does not come to ${pods} pods`, "See whether the nodes have room.");
      await pause(bench, steadySeconds);
    }
    return { from: given.world.now() };
  }
  throw new Error(`${fault.kind} is watched by the status`);
}

/** Asks every pod to leave, again after five seconds when a budget forbids it: what `kubectl drain` does. */
async function drain(bench: Bench, limit: number): Promise<Broken> {
  const { hands, given } = bench;
  const from = given.world.now();
  let waiting: readonly string[] = (await hands.look()).flatMap(({ pods }) => pods.map(({ name }) => name));
  let refused = 0;
  let evicted = 0;
  const broken = new Set<string>();
  await ask(bench, limit, async () => {
    const again: string[] = [];
    for (const pod of waiting) {
      const answer = await hands.evict(pod);
      if (answer === "refused") again.push(pod);
      if (answer === "asked") evicted += 1;
    }
    refused += again.length;
    waiting = again;
    for (const { name, healthy, least } of await hands.budgets()) if (healthy < least) broken.add(name);
    if (waiting.length === 0) return true;
    await pause(bench, 4);
    return undefined;
  });
  return {
    from,
    figures: { evicted, refused, budgets: (await hands.budgets()).length },
    wrong: [
      ...(waiting.length > 0 ? [`${waiting.join(", ")} could not leave within ${limit} s`] : []),
      ...(broken.size > 0 ? [`fewer pods than the budgets ${[...broken].join(", ")} want`] : []),
      ...(refused === 0 ? ["no eviction was refused: budgets forbid nothing"] : []),
    ],
  };
}

/** Whether every pod with a check at its start passes that again: those who register look for their own registration. */
async function registered({ fault }: FaultCase, { hands }: Bench): Promise<boolean> {
  if (fault.kind !== "away") return true;
  for (const { template, pods } of await hands.look()) {
    const command = startupCommand(template);
    if (command === undefined) continue;
    for (const pod of pods) if ((await hands.run(pod.name, command)).exitCode !== 0) return false;
  }
  return true;
}

const restartsOf = (workloads: readonly Workload[]): number => workloads.reduce((sum, { pods }) => sum + pods.reduce((of, { restarts }) => of + restarts, 0), 0);

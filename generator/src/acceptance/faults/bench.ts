import { failed } from "../../model/acceptance.ts";
import type { Change, Hands, Workload } from "../../model/faults.ts";
import type { World } from "../../model/world.ts";
import type { judgeStream } from "../judge-stream.ts";
import type { Given } from "../story.ts";
import type { Recovery } from "./recovery.ts";

/** What a case works with. */
export interface Bench {
  readonly given: Given;
  readonly hands: Hands;
  /** Becomes true when the user wants the end; what is changed is put back then. */
  readonly interrupted: () => boolean;
  /** What is changed now, the last at the end. */
  readonly changes: Change[];
  /** How kubectl is called for this installation, for a person. */
  readonly kubectl: string;
  /** Begins to send messages; the reason where none arrives. */
  readonly watch: (bench: Bench) => Promise<Watch | string>;
}

/** Two people, between whom messages run while something is broken. */
export interface Watch {
  readonly since: (from: number) => Recovery;
  /** Whether messages have come without a pause for so many seconds. */
  readonly steady: (seconds: number) => boolean;
  readonly end: () => Promise<Judged>;
}
export type Judged = ReturnType<typeof judgeStream>;

const pollMs = 1_000;

/** Asks again and again until there is an answer, the time is over, or the user wants the end. */
export async function ask<T>({ given, interrupted }: Bench, seconds: number, question: () => Promise<T | undefined>): Promise<T | undefined> {
  const { world } = given;
  const end = world.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer !== undefined || world.now() >= end || interrupted()) return answer;
    await world.sleep(pollMs);
  }
}

/** A pause that the user can end. */
export async function pause(bench: Bench, seconds: number): Promise<void> {
  await ask(bench, seconds, async () => undefined);
}

/** Workloads that are not as they should be. */
export async function unsettled(hands: Hands, only?: readonly string[]): Promise<readonly Workload[]> {
  return (await hands.look()).filter((w) => (only === undefined || only.includes(w.component)) && !w.settled);
}

/** Waits until all is as it should be. Gives what is not, in words, when the time is over. */
export async function settle(bench: Bench, seconds: number, only?: readonly string[]): Promise<string | undefined> {
  let left: readonly Workload[] = [];
  const done = await ask(bench, seconds, async () => {
    left = await unsettled(bench.hands, only);
    return left.length === 0 ? true : undefined;
  });
  return done === true ? undefined : left.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).join(", ");
}

/** The workload that a case is about. A component has one; those beside it, such as exporters, come later in its own name's order. */
export async function workloadOf(hands: Hands, component: string): Promise<Workload | undefined> {
  return (await hands.look()).filter((w) => w.component === component).sort((a, b) => a.name.length - b.name.length)[0];
}

/** Puts back what is changed, the last first. What cannot be put back stays in the list. */
export async function putBack({ changes }: Bench): Promise<void> {
  const stuck: Change[] = [];
  for (;;) {
    const change = changes.pop();
    if (change === undefined) break;
    await change.undo().catch(() => stuck.push(change));
  }
  changes.push(...stuck.reverse());
}

/** An error that ends a case because the user wants the end. */
export const stopped = (): Error => failed("time", "interrupted", "What was changed is put back, unless the report says otherwise.");

export const secondsSince = (world: World, start: number): number => (world.now() - start) / 1000;

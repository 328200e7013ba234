import { failed, failureOf, type StepResult } from "../../model/acceptance.ts";
import type { FaultCase } from "../../model/faults.ts";
import { putBack, secondsSince, settle, type Bench } from "./bench.ts";
import { impossible, unready, type Seen } from "./seen.ts";
import { underStatus } from "./under-status.ts";
import { underStream } from "./under-stream.ts";

/** How long an installation may take to be whole, before a case and after it. */
const wholeSeconds = 300;

/** Runs the cases one after the other, each on a whole installation that it leaves whole. */
export async function runFaults(cases: readonly FaultCase[], bench: Bench, left: readonly string[], done: (result: StepResult) => void): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const one of cases) {
    const result = left.includes(one.id) ? still(one, "left-out", "left out") : bench.interrupted() ? still(one, "left-out", "interrupted before it") : await runFault(one, bench);
    results.push(result);
    done(result);
  }
  return results;
}

const still = ({ id, title, proves }: FaultCase, status: StepResult["status"], detail: string): StepResult => ({ id, title, proves, status, seconds: 0, detail });

/** Looks that all is well, breaks, looks, and puts back what it has changed, however it ends. */
export async function runFault(one: FaultCase, bench: Bench): Promise<StepResult> {
  const { world } = bench.given;
  const start = world.now();
  let result: StepResult;
  try {
    const before = await settle(bench, wholeSeconds);
    if (before !== undefined) return { ...still(one, "blocked", `not begun, because not all is ready: ${before}`), seconds: secondsSince(world, start) };
    const seen = await (one.named === undefined ? underStream(one, bench) : underStatus(one, bench));
    result = verdict(one, seen);
  } catch (error) {
    result = broken(one, error);
  }
  try {
    await putBack(bench);
    const healing = world.now();
    const after = bench.interrupted() ? undefined : await settle(bench, wholeSeconds);
    if (after !== undefined && !bench.interrupted() && result.status === "passed") result = broken(one, failed("cluster", `${result.detail}; not whole again after ${wholeSeconds} s: ${after}`, "Look at scripts/openim status."));
    if (result.figures !== undefined) result = { ...result, figures: { ...result.figures, wholeAfter: secondsSince(world, healing) } };
  } catch (error) {
    result = broken(one, error);
  }
  return { ...result, seconds: secondsSince(world, start) };
}

function verdict(one: FaultCase, { wrong, detail, figures, hint }: Seen): StepResult {
  const result: StepResult = { ...still(one, wrong.length === 0 ? "passed" : "failed", detail), figures };
  return wrong.length === 0 ? result : { ...result, failure: { hop: "cluster", message: `${wrong.join("; ")} (${detail})`, hint } };
}

function broken(one: FaultCase, error: unknown): StepResult {
  const reason = impossible(error);
  if (reason !== undefined) return still(one, "not-possible", reason);
  const before = unready(error);
  if (before !== undefined) return still(one, "blocked", `not begun: ${before}`);
  const failure = failureOf(error) ?? { hop: "cluster", message: error instanceof Error ? error.message : String(error), hint: "This program did not expect that answer. Set DEBUG=1 for the place." };
  return { ...still(one, "failed", failure.message), failure };
}

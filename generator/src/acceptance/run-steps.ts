import { failed, failureOf, type StepResult } from "../model/acceptance.ts";
import type { Need, Step } from "./step.ts";
import type { Story } from "./story.ts";

/** Steps that lack what only the owner can give, with what they lack. */
export function lacking(steps: readonly Step[], skip: readonly string[], has: ReadonlySet<Need>): readonly { readonly step: string; readonly need: Need }[] {
  return steps.filter(({ id }) => !leftOut(steps, skip).has(id)).flatMap(({ id, needs }) => needs.filter((need) => !has.has(need)).map((need) => ({ step: id, need })));
}

/** What the user leaves out, and what builds on it. */
function leftOut(steps: readonly Step[], skip: readonly string[]): ReadonlySet<string> {
  const out = new Set(skip);
  for (const { id, after } of steps) if (after.some((before) => out.has(before))) out.add(id);
  return out;
}

/** Runs the steps one after the other. One that builds on a failed one is blocked; nothing is ever passed over in silence. */
export async function runSteps(steps: readonly Step[], story: Story, skip: readonly string[], done: (result: StepResult) => void): Promise<readonly StepResult[]> {
  const out = leftOut(steps, skip);
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = await runStep(step, story, out, results);
    results.push(result);
    done(result);
  }
  return results;
}

async function runStep(step: Step, story: Story, out: ReadonlySet<string>, before: readonly StepResult[]): Promise<StepResult> {
  const { id, title, proves } = step;
  const row = { id, title, proves, seconds: 0 };
  if (out.has(id)) return { ...row, status: "left-out", detail: "left out by --skip" };
  const broken = before.find((result) => step.after.includes(result.id) && result.status !== "passed");
  if (broken !== undefined) return { ...row, status: "blocked", detail: `needs ${broken.id}` };

  const { world } = story;
  const start = world.now();
  const seconds = (): number => (world.now() - start) / 1000;
  try {
    const late = () => failed("time", `not done after ${step.seconds} s`, "Something hangs instead of refusing: look at pods that are not Ready and at what stands in front of the edge.");
    const detail = await world.within(step.seconds * 1000, step.run(story), late);
    return { ...row, status: "passed", seconds: seconds(), detail };
  } catch (error) {
    const failure = failureOf(error) ?? { hop: "answer", message: error instanceof Error ? error.message : String(error), hint: "This program did not expect that answer. Set DEBUG=1 for the place." };
    return { ...row, status: "failed", seconds: seconds(), detail: failure.message, failure };
  }
}

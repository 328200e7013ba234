import type { FaultCase, Workload } from "../../model/faults.ts";
import { hex } from "../session.ts";
import { ask, secondsSince, stopped, workloadOf, type Bench } from "./bench.ts";
import { changeTemplate, changeText } from "./breaking.ts";
import { notPossible, type Seen } from "./seen.ts";
import { configMaps, withAbsentImage, withFullDisk, withVariable } from "./templates.ts";

/** Breaks something that stays broken, and asks until the status names it. */
export async function underStatus(one: FaultCase, bench: Bench): Promise<Seen> {
  const { hands, given } = bench;
  const { world } = given;
  const workload = await workloadOf(hands, one.component);
  if (workload === undefined) throw notPossible(`${one.component} is not part of this installation`);
  const start = world.now();
  await breakIt(one, workload, bench);
  let line = "";
  const named = await ask(bench, one.limit, async () => {
    line = await hands.status();
    return names(line, one) ? true : undefined;
  });
  if (bench.interrupted()) throw stopped();
  const seconds = secondsSince(world, start);
  return {
    wrong: named === true ? [] : [`the status does not name ${one.named?.parts.join(" or ")} within ${one.limit} s`],
    detail: named === true ? `after ${seconds.toFixed(1)} s: ${line}` : `it says: ${line}`,
    hint: "What a person is told first is wrong or says too little: see scripts/lib/diagnose.awk.",
    figures: { namedAfter: seconds },
  };
}

/** Whether the status' last line names one of the parts, and the reason after it. */
export function names(line: string, { named }: FaultCase): boolean {
  const [, part = "", text = ""] = /^(?:failing|waiting): ([\w-]+): (.*)$/.exec(line) ?? [];
  return named?.parts.includes(part) === true && new RegExp(named.reason ?? "", "i").test(text);
}

async function breakIt({ fault }: FaultCase, workload: Workload, bench: Bench): Promise<void> {
  const { hands, changes, given, kubectl } = bench;
  const word = `no-such-${hex(given.world.random(4))}`;
  if (fault.kind === "wrong-variable") {
    const changed = withVariable(workload.template, fault.variable, word);
    if (changed === undefined) throw notPossible(`the pods of ${workload.name} have no variable ${fault.variable}`);
    await changeTemplate(bench, workload, changed);
  } else if (fault.kind === "absent-image") {
    const changed = withAbsentImage(workload.template, word);
    if (changed !== undefined) await changeTemplate(bench, workload, changed);
  } else if (fault.kind === "full-disk") {
    const claim = workload.claims[0];
    if (claim === undefined) throw notPossible(`${workload.name} keeps nothing on a claim`);
    await changeTemplate(bench, workload, withFullDisk(workload.template, claim, fault.size));
  } else if (fault.kind === "wrong-address") {
    const found = await changeText(bench, workload, configMaps(workload.template), given.url, `http://${word}.invalid`);
    if (!found) throw notPossible(`no ConfigMap of ${workload.name} has the address ${given.url}`);
  } else if (fault.kind === "command") {
    const healer = await workloadOf(hands, fault.healer);
    const pod = workload.pods.find(({ ready }) => ready);
    if (healer === undefined || pod === undefined) throw notPossible(`${fault.healer} is not part of this installation`);
    changes.push({ what: `what ${fault.healer} prepares`, undo: async () => hands.restart(healer), byHand: `${kubectl} rollout restart ${healer.kind.toLowerCase()}/${healer.name}` });
    const { exitCode, said } = await hands.run(pod.name, fault.command);
    if (exitCode !== 0) throw notPossible(`${fault.command[0] ?? ""} ended with ${exitCode}: ${said.trim().split("\n").at(-1) ?? ""}`);
  } else throw new Error(`${fault.kind} is watched by messages`);
}

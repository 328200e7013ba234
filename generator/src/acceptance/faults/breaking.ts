import type { Change, Workload } from "../../model/faults.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Bench } from "./bench.ts";

/** Changes how many pods a workload has, and knows the way back. */
export async function scaleTo({ hands, changes, kubectl }: Bench, workload: Workload, pods: number): Promise<void> {
  const what = `${workload.kind.toLowerCase()}/${workload.name}`;
  if (!changes.some((change) => change.what === `pods of ${what}`)) {
    changes.push({ what: `pods of ${what}`, undo: async () => hands.scale(workload, workload.wanted), byHand: `${kubectl} scale ${what} --replicas ${workload.wanted}` });
  }
  await hands.scale(workload, pods);
}

/** Gives the pods of a workload another template. Going back also ends pods that wait: a StatefulSet replaces no pod that never was ready. */
export async function changeTemplate({ hands, changes, kubectl }: Bench, workload: Workload, template: JsonObject): Promise<void> {
  const what = `${workload.kind.toLowerCase()}/${workload.name}`;
  const change: Change = {
    what: `template of ${what}`,
    undo: async () => {
      await hands.change(workload, workload.template);
      const now = (await hands.look()).find((w) => w.kind === workload.kind && w.name === workload.name);
      if (workload.kind === "StatefulSet") for (const pod of now?.pods ?? []) if (!pod.ready && !pod.leaving) await hands.kill(pod.name);
    },
    byHand: `${kubectl} rollout undo ${what}`,
  };
  changes.push(change);
  await hands.change(workload, template);
}

/** Writes another text into a ConfigMap and restarts its reader. False when the text is not there. */
export async function changeText({ hands, changes, kubectl }: Bench, workload: Workload, names: readonly string[], from: string, to: string): Promise<boolean> {
  for (const name of names) {
    const data = await hands.config(name);
    const text = JSON.stringify(data);
    if (!text.includes(from)) continue;
    changes.push({
      what: `ConfigMap ${name}`,
      undo: async () => {
        await hands.setConfig(name, data);
        await hands.restart(workload);
      },
      byHand: `helm upgrade with the values that it has writes ConfigMap ${name} anew; then ${kubectl} rollout restart ${workload.kind.toLowerCase()}/${workload.name}`,
    });
    await hands.setConfig(name, JSON.parse(text.replaceAll(from, to)) as JsonObject);
    await hands.restart(workload);
    return true;
  }
  return false;
}

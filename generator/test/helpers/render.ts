import { cpus } from "node:os";
import { run } from "../../src/io/run.ts";
import { stageCharts } from "../../src/io/stage-charts.ts";
import { readObjects, type Rendered } from "../../src/verify/objects.ts";
import { once } from "./once.ts";
import { project, realResult } from "./real.ts";

/** The project's charts where Helm can read them, the umbrella with all others inside. */
export const stage = once(() => {
  const { tree, diagnostics } = realResult();
  if (tree === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  const made = stageCharts(tree, project, "openim");
  // Several files share it, so it goes with the last of them.
  process.once("exit", made.remove);
  return made;
});

export interface Rendering {
  readonly helm: string;
  readonly chart: string;
  readonly release?: string;
  /** Values files below the stage. */
  readonly files?: readonly string[];
  readonly set?: readonly string[];
}

/** `helm template`, as objects. Throws an Error with what Helm said when it fails. */
export async function renderChart({ helm, chart, release = "openim", files = [], set = [] }: Rendering): Promise<readonly Rendered[]> {
  const args = ["template", release, `charts/${chart}`, "--namespace", "im", "--kube-version", "1.37.0", ...files.flatMap((f) => ["-f", f]), ...set.flatMap((s) => ["--set", s])];
  const { exitCode, stdout, stderr } = await run(helm, args, { cwd: stage().folder });
  if (exitCode !== 0) throw new Error(`helm ${args.join(" ")}\n${stderr}`);
  return readObjects(stdout);
}

/** `work` on every item, as many at once as there are processors; results in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T);
  };
  await Promise.all(cpus().map(worker));
  return results;
}

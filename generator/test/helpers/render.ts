import { cpus } from "node:os";
import { atOnce } from "../../src/io/at-once.ts";
import { readObjects, type Rendered } from "../../src/verify/objects.ts";
import { askHelm } from "./ask-helm.ts";

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
  const { exitCode, stdout, stderr } = await askHelm(helm, args);
  if (exitCode !== 0) throw new Error(`helm ${args.join(" ")}\n${stderr}`);
  return readObjects(stdout);
}

/** `work` on every item, as many at once as there are processors; results in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  return atOnce(items, work, cpus().length);
}

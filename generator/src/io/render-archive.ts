import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run.ts";

/** What `helm template` makes of a chart archive with these values; undefined when it refuses them. */
export async function renderArchive(helm: string, bytes: Uint8Array, values: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "gen-render-"));
  try {
    await writeFile(join(folder, "chart.tgz"), bytes);
    await writeFile(join(folder, "values.yaml"), values);
    const { exitCode, stdout } = await run(helm, ["template", "openim", join(folder, "chart.tgz"), "--namespace", "openim", "--kube-version", "1.37.0", "--values", join(folder, "values.yaml")]);
    return exitCode === 0 ? stdout : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

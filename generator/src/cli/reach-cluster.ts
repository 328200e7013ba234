import { openCluster, type ClusterOptions, type OpenCluster } from "../io/cluster.ts";
import { failureOf } from "../model/acceptance.ts";
import { exitCode } from "../model/exit.ts";
import type { World } from "../model/world.ts";

/** Reads an installation, or says why not and sets the exit code. */
export async function reachCluster(options: ClusterOptions, world: World): Promise<OpenCluster | undefined> {
  try {
    return await openCluster(options, world);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    console.error(`gen: ${failure.message}\n     ${failure.hint}`);
    process.exitCode = exitCode.tool;
    return undefined;
  }
}

import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Route, Tool } from "./catalog.ts";
import type { Job } from "./job.ts";
import { inspect, type Location } from "./locate.ts";
import { reason } from "./reason.ts";
import { chooseRoutes, routeKind, type Surroundings } from "./route.ts";
import { viaArchive } from "./via-archive.ts";
import { viaGo } from "./via-go.ts";
import { viaNpm } from "./via-npm.ts";
import { viaPip } from "./via-pip.ts";

/** What came of making a tool: where it is and by which route, or why every route failed. */
export type Made = { readonly location: Location; readonly route: string } | { readonly failures: readonly string[] };

const scratchPrefix = "tmp-";

/** Tries the routes of a tool in order until one yields the pinned version, and puts that into .tools/bin in one step. */
export async function makeTool(tool: Tool, root: string, here: Surroundings): Promise<Made> {
  const { usable, refused } = chooseRoutes(tool, here);
  const failures = [...refused];
  for (const route of usable) {
    try {
      return { location: await attempt(tool, route, root, here.platform), route: routeKind(route) };
    } catch (error) {
      failures.push(`${routeKind(route)}: ${reason(error)}`);
    }
  }
  return { failures };
}

async function attempt(tool: Tool, route: Route, root: string, platform: string): Promise<Location> {
  const bin = join(root, ".tools/bin");
  await mkdir(bin, { recursive: true });
  // As deep as bin, so that a relative link keeps its meaning when it is moved there.
  const work = await mkdtemp(join(root, ".tools", scratchPrefix));
  const out = join(work, "out");
  try {
    await follow(route, { tool, root, platform, work, out });
    const made = await inspect(tool, out, "tools");
    if (made === undefined || !made.pinned) throw new Error(`it calls itself ${made?.version ?? "nothing we know"}, not ${tool.version}`);
    const path = join(bin, tool.name);
    await rename(out, path);
    return { ...made, path };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes what interrupted attempts left behind. Only for the one who holds the install lock. */
export async function removeScratch(root: string): Promise<void> {
  for (const name of await readdir(join(root, ".tools"))) {
    if (name.startsWith(scratchPrefix)) await rm(join(root, ".tools", name), { recursive: true, force: true });
  }
}

function follow(route: Route, job: Job): Promise<void> {
  if ("go" in route) return viaGo(job, route.go);
  if ("npm" in route) return viaNpm(job, route.npm);
  return "pip" in route ? viaPip(job, route.pip) : viaArchive(job, route.archive);
}

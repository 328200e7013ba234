import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { withLockFile } from "./lock-file.ts";
import { projectRoot } from "./root.ts";
import { loadTools, type Tool } from "./tools/catalog.ts";
import { locate, type Location, type Places, which } from "./tools/locate.ts";
import { type Made, makeTool, removeScratch } from "./tools/make.ts";
import { chooseRoutes, routeKind, type Surroundings } from "./tools/route.ts";
import { lookAround } from "./tools/surroundings.ts";

/** What installing did about one tool. `location` is absent when it could not be had. */
export interface Installed {
  readonly tool: Tool;
  readonly location?: Location;
  readonly failures: readonly string[];
}

/** How an install talks; the places are for tests. */
export interface InstallOptions {
  readonly log: (line: string) => void;
  readonly places?: Places;
}

/** Where a tool is: on PATH, else in .tools/bin; undefined when in neither. */
export async function locateTool(name: string, places: Places = defaultPlaces()): Promise<Location | undefined> {
  return locate(pick(places.root, [name])[0] as Tool, places);
}

/**
 * A PATH for a program that itself calls tools, as ct calls helm, yamllint and yamale. What the user has comes first, unless a
 * command of that name there is not the tool.
 */
export async function pathWithTools(names: readonly string[], places: Places = defaultPlaces()): Promise<string> {
  const bin = join(places.root, ".tools/bin");
  for (const tool of pick(places.root, names)) {
    const found = await locate(tool, places);
    if (found?.origin === "tools" && (await which(tool.name, places.path)) !== undefined) return `${bin}${delimiter}${places.path}`;
  }
  return `${places.path}${delimiter}${bin}`;
}

/**
 * Provides tools: leaves alone what is there, gets the rest in its pinned version into .tools/bin. Go builds run one after the
 * other, since each uses every core; what comes from elsewhere runs beside them. Never throws for a tool that cannot be had.
 */
export async function installTools(names: readonly string[], options: InstallOptions): Promise<readonly Installed[]> {
  const places = options.places ?? defaultPlaces();
  const tools = pick(places.root, names);
  const before = await survey(tools, places);
  if (before.every(isDone)) return before.map((entry) => report(entry, options.log));
  await mkdir(join(places.root, ".tools"), { recursive: true });
  const install = async (): Promise<readonly Installed[]> => {
    await removeScratch(places.root);
    const found = await survey(tools, places);
    const here = await lookAround();
    const builds = found.filter((entry) => !isDone(entry) && lane(entry.tool, here) === "go").map((entry) => entry.tool.name);
    if (builds.length > 0) options.log(`building with Go: ${builds.join(", ")} (minutes when its caches are empty)`);
    const lanes = new Map<string, Promise<unknown>>();
    const work = found.map((entry) => {
      const key = isDone(entry) ? entry.tool.name : lane(entry.tool, here);
      const next = (lanes.get(key) ?? Promise.resolve()).then(() => provide(entry, places, here, options.log));
      lanes.set(key, next);
      return next;
    });
    return Promise.all(work);
  };
  const onWait = (): void => options.log("waiting for another install to finish");
  return withLockFile(join(places.root, ".tools/install.lock"), install, { patience: 3_600_000, onWait });
}

function defaultPlaces(): Places {
  return { path: process.env["PATH"] ?? "", root: projectRoot() };
}

function pick(root: string, names: readonly string[]): readonly Tool[] {
  const tools = loadTools(root);
  return names.map((name) => {
    const tool = tools.find((t) => t.name === name);
    if (tool === undefined) throw new Error(`no tool ${name} in tools.yaml`);
    return tool;
  });
}

async function survey(tools: readonly Tool[], places: Places): Promise<readonly Installed[]> {
  return Promise.all(
    tools.map(async (tool) => {
      const location = await locate(tool, places);
      return location === undefined ? { tool, failures: [] } : { tool, location, failures: [] };
    }),
  );
}

/** What runs one after the other: tools that are got in the same way. */
function lane(tool: Tool, here: Surroundings): string {
  const route = chooseRoutes(tool, here).usable[0];
  return route === undefined ? "none" : routeKind(route);
}

/** One of PATH is the user's choice and stays; one of ours is replaced when the pin has moved. */
function isDone({ location }: Installed): boolean {
  return location !== undefined && (location.origin === "path" || location.pinned);
}

async function provide(entry: Installed, places: Places, here: Surroundings, log: (line: string) => void): Promise<Installed> {
  if (isDone(entry)) return report(entry, log);
  const { tool } = entry;
  const started = performance.now();
  const made = await makeTool(tool, places.root, here);
  log(describe(tool, made, (performance.now() - started) / 1000));
  return "location" in made ? { tool, location: made.location, failures: [] } : { tool, failures: made.failures };
}

function report(entry: Installed, log: (line: string) => void): Installed {
  const { tool, location } = entry;
  if (location !== undefined) log(`${tool.name} ${location.version}: there (${location.path})${location.pinned ? "" : `; pinned is ${tool.version}`}`);
  return entry;
}

function describe(tool: Tool, made: Made, seconds: number): string {
  const label = `${tool.name} ${tool.version}`;
  if ("failures" in made) return `${label}: not to be had: ${made.failures.join("; ")}`;
  return `${label}: installed by ${made.route} in ${seconds.toFixed(1)} s`;
}

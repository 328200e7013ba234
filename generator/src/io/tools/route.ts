import type { Route, Tool } from "./catalog.ts";

/** A program that routes are built on. */
export type Helper = "go" | "npm" | "python3";

/** What this machine offers. `platform` is in Go's words, such as linux/amd64. */
export interface Surroundings {
  readonly platform: string;
  readonly helpers: ReadonlySet<Helper>;
}

/** The routes that can be tried here, best first, and why the others cannot. */
export interface Choice {
  readonly usable: readonly Route[];
  readonly refused: readonly string[];
}

const platforms: readonly string[] = ["linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"];

/** Sorts the routes of a tool into those that can be tried here and those that cannot. */
export function chooseRoutes(tool: Tool, here: Surroundings): Choice {
  const usable: Route[] = [];
  const refused: string[] = [];
  for (const route of tool.routes) {
    const reason = obstacle(route, here);
    if (reason === undefined) usable.push(route);
    else refused.push(reason);
  }
  return { usable, refused };
}

function obstacle(route: Route, here: Surroundings): string | undefined {
  if ("go" in route) return here.helpers.has("go") ? undefined : "no Go toolchain on PATH";
  if ("pip" in route) return here.helpers.has("python3") ? undefined : "no python3 with the module venv on PATH";
  if ("npm" in route) {
    if (!route.npm.platforms.includes(here.platform)) return `the npm package has nothing for ${here.platform}`;
    return here.helpers.has("npm") ? undefined : "no npm on PATH";
  }
  return platforms.includes(here.platform) ? undefined : `no archive for ${here.platform}`;
}

/** The kind of a route, which is the one key of its entry in tools.yaml. */
export function routeKind(route: Route): "go" | "npm" | "pip" | "archive" {
  if ("go" in route) return "go";
  if ("npm" in route) return "npm";
  return "pip" in route ? "pip" : "archive";
}

/** Puts version and platform into a text of the catalogue. */
export function fill(template: string, tool: Pick<Tool, "version">, platform: string): string {
  const [os = "", arch = ""] = platform.split("/");
  return template.replaceAll("{version}", tool.version).replaceAll("{os}", os).replaceAll("{arch}", arch);
}

/** Node's names of system and processor in Go's words. */
export function platformOf(system: string, processor: string): string {
  return `${system}/${processor === "x64" ? "amd64" : processor}`;
}

import { satisfies, valid } from "semver";
import type { Tool } from "./catalog.ts";

/** The version in what a tool printed when asked; undefined when it did not say one. */
export function parseVersion(tool: Tool, output: string): string | undefined {
  const version = new RegExp(tool.ask.pattern).exec(output)?.[1];
  return version !== undefined && valid(version) !== null ? version : undefined;
}

/** Whether a version is this tool for us, pinned or not. */
export function isAccepted(tool: Tool, version: string): boolean {
  return tool.accepts === undefined || satisfies(version, tool.accepts, { includePrerelease: true });
}

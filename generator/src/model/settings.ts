import type { JsonObject } from "./json.ts";

/** Settings before anything is said: the weakest layer. */
export function catalogueSettings(release: string): JsonObject {
  return {
    release,
    profile: "small",
    charts: { version: "0.1.0" },
    publish: [{ type: "directory", path: "dist/repo" }],
  };
}

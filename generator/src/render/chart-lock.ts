import { createHash } from "node:crypto";
import type { JsonObject } from "../model/json.ts";
import { toYaml } from "./yaml.ts";

/**
 * Chart.lock as `helm dependency build` accepts it. Its digest is that of Helm's own JSON of the wanted and the locked
 * dependencies, in the field order of Helm's Dependency type. The time in it says nothing and never changes.
 */
export function chartLock(dependencies: readonly JsonObject[]): string {
  const locked = dependencies.map((d) => ({ name: d["name"] ?? "", version: d["version"] ?? "", repository: d["repository"] ?? "" }));
  const wanted = dependencies.map((d, i) => ({ ...locked[i], ...(d["condition"] === undefined ? {} : { condition: d["condition"] }) }));
  // Go escapes these three in JSON.
  const json = JSON.stringify([wanted, locked]).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026");
  const digest = `sha256:${createHash("sha256").update(json).digest("hex")}`;
  return toYaml({ dependencies: locked, digest, generated: "1970-01-01T00:00:00Z" });
}

import { digestOf } from "../model/digest.ts";
import { goJson } from "../model/go-json.ts";
import type { JsonObject } from "../model/json.ts";
import { toYaml } from "./yaml.ts";

/**
 * Chart.lock as `helm dependency build` accepts it. Its digest is that of Helm's own JSON of the wanted and the locked
 * dependencies, in the field order of Helm's Dependency type. The time in it says nothing and never changes.
 */
export function chartLock(dependencies: readonly JsonObject[]): string {
  const locked = dependencies.map((d) => ({ name: d["name"] ?? "", version: d["version"] ?? "", repository: d["repository"] ?? "" }));
  const wanted = dependencies.map((d, i) => ({ ...locked[i], ...(d["condition"] === undefined ? {} : { condition: d["condition"] }) }));
  return toYaml({ dependencies: locked, digest: digestOf(goJson([wanted, locked])), generated: "1970-01-01T00:00:00Z" });
}

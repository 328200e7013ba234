import type { Json, JsonObject } from "../model/json.ts";
import { at, isObject, merge, setAt } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import type { Layer, Origin, Stack } from "../model/stack.ts";

/** A setting given on the command line: path and value. */
export interface Flag {
  readonly path: readonly string[];
  readonly value: Json;
}

/** The settings of the command line as one block; of two for one path the later wins. */
export function flagged(flags: readonly Flag[]): JsonObject {
  return flags.reduce((settings, flag) => setAt(settings, flag.path, flag.value), {} as JsonObject);
}

/**
 * Lays the layers of settings over each other: openim.yaml ← environment ← flags. `environment` undefined gives what all
 * environments share. Every leaf remembers where it was written.
 */
export function resolve(source: Source, catalogue: JsonObject, environment: string | undefined, flags: readonly Flag[]): Stack {
  const file = split(isObject(source.value) ? source.value : {}, environment);
  const line = split(flagged(flags), environment);
  const over = merge(line.shared, line.own);
  const layers: readonly (readonly [Layer, JsonObject, readonly string[] | undefined])[] = [
    ["flag", over, undefined],
    ["environment", file.own, ["environments", environment ?? ""]],
    ["openim.yaml", file.shared, []],
    ["catalogue", catalogue, undefined],
  ];
  return {
    environment,
    settings: merge(merge(merge(catalogue, file.shared), file.own), over),
    origin(path): Origin {
      // The longest part of the path that a layer says; the strongest layer wins where two say the same.
      for (let length = path.length; length > 0; length--) {
        const head = path.slice(0, length);
        for (const [layer, settings, prefix] of layers) {
          if (at(settings, head) === undefined) continue;
          return prefix === undefined ? { layer } : { layer, position: source.position([...prefix, ...head]) };
        }
      }
      return { layer: "catalogue" };
    },
  };
}

/** What settings say for all environments, and what they say for one. */
function split(settings: JsonObject, environment: string | undefined): { readonly shared: JsonObject; readonly own: JsonObject } {
  const { environments, ...shared } = settings as Record<string, Json>;
  const own = environment === undefined ? undefined : at(environments, [environment]);
  return { shared, own: isObject(own) ? own : {} };
}

import type { Json, JsonObject } from "../model/json.ts";
import { at, isObject, merge, setAt } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import type { Layer, Origin, Stack } from "../model/stack.ts";

/** A setting given on the command line: path and value. */
export interface Flag {
  readonly path: readonly string[];
  readonly value: Json;
}

/**
 * Lays the layers of settings over each other: openim.yaml ← environment ← flags. `environment` undefined gives what all
 * environments share. Every leaf remembers where it was written.
 */
export function resolve(source: Source, catalogue: JsonObject, environment: string | undefined, flags: readonly Flag[]): Stack {
  const whole = isObject(source.value) ? source.value : {};
  const { environments: _environments, ...shared } = whole as Record<string, Json>;
  const over = environment === undefined ? undefined : at(whole, ["environments", environment]);
  const own = isObject(over) ? over : {};
  const flagged = flags.reduce((settings, flag) => setAt(settings, flag.path, flag.value), {} as JsonObject);
  const layers: readonly (readonly [Layer, JsonObject, readonly string[] | undefined])[] = [
    ["flag", flagged, undefined],
    ["environment", own, ["environments", environment ?? ""]],
    ["openim.yaml", shared, []],
  ];
  return {
    environment,
    settings: merge(merge(merge(catalogue, shared), own), flagged),
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

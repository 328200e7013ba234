import type { Position } from "./diagnostic.ts";
import type { JsonObject } from "./json.ts";

/** Which layer a setting comes from, from weakest to strongest. */
export type Layer = "catalogue" | "openim.yaml" | "environment" | "flag";

/** Where a leaf of the settings was written. */
export interface Origin {
  readonly layer: Layer;
  readonly position?: Position;
}

/** What one environment wants: openim.yaml with the environment and the flags laid over it. */
export interface Stack {
  /** Undefined for what all environments share. */
  readonly environment: string | undefined;
  readonly settings: JsonObject;
  /** Where the leaf (or the nearest parent that was written) at a path comes from. */
  origin(path: readonly string[]): Origin;
}

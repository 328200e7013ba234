import type { Position } from "./diagnostic.ts";
import type { Json } from "./json.ts";

/** Keys and list indexes from the root of a document. */
export type Path = readonly (string | number)[];

/** A YAML file that was read: its plain value and a way back from a path to the place in the text. */
export interface Source {
  /** As it is shown in messages: relative to the project's root. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
  /** Place of the value at a path, or of its key. The nearest parent's when the path does not exist. */
  position(path: Path, part?: "key" | "value"): Position;
}

/** How a path is written for people: modules.openim-api.replicas, charts.maintainers[0].name. */
export function showPath(path: Path): string {
  return path.map((p, i) => (typeof p === "number" ? `[${p}]` : i === 0 ? p : `.${p}`)).join("");
}

import type { JsonObject } from "./json.ts";

/** A folder of generator/templates: what every chart of that kind is made from. */
export interface Kind {
  readonly name: string;
  /** values.schema.yaml as written, with `$use` and `$when`. */
  readonly schema: JsonObject;
  /** Path below the chart → template source. */
  readonly files: ReadonlyMap<string, string>;
}

/** All template sources. */
export interface Templates {
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Shared fragments of templates: name → source. */
  readonly fragments: ReadonlyMap<string, string>;
  /** Shared fragments of values schemas. */
  readonly values: JsonObject;
}

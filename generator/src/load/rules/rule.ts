import type { Catalog } from "../../model/catalog.ts";
import type { Diagnostic, Position } from "../../model/diagnostic.ts";
import type { Edge } from "../../model/plan.ts";
import type { Source } from "../../model/source.ts";
import type { Sizes } from "../../model/sizes.ts";
import type { Stack } from "../../model/stack.ts";

/** What a rule looks at: one environment of openim.yaml, and what is known about OpenIM. */
export interface RuleContext {
  readonly catalog: Catalog;
  readonly edges: readonly Edge[];
  readonly source: Source;
  readonly stack: Stack;
  /** Where the setting at a path was written; undefined for a default. */
  readonly position: (path: readonly string[]) => Position | undefined;
  /** What the environment asks of its machines and stores. */
  readonly sizes: () => Sizes;
}

/** A rule across several settings, which a schema cannot say. */
export type Rule = (context: RuleContext) => readonly Diagnostic[];

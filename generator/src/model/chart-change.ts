/** Kinds of changes, as Artifact Hub knows them. */
export const changeKinds = ["added", "changed", "deprecated", "removed", "fixed", "security"] as const;

/** What is found of a chart that holds others; each of those says more. */
export const insideDiffers = "a chart inside differs";

/** One entry of a changelog. Without `charts` it concerns all of them. */
export interface ChartChange {
  readonly kind: (typeof changeKinds)[number];
  readonly description: string;
  readonly charts?: readonly string[];
}

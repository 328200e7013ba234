import type { Diagnostic } from "../model/diagnostic.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";
import { imagesFromValues } from "./images-from-values.ts";
import { pureTemplates } from "./pure-templates.ts";
import { knownValues } from "./known-values.ts";

/** A check of what was rendered. Rules do not know each other and may run in any order. */
export type VerifyRule = (tree: FileTree, plan: Plan) => readonly Diagnostic[];

/** The rules that need no outside program. */
export const rules: readonly VerifyRule[] = [pureTemplates, knownValues, imagesFromValues];

/** Runs every rule on the tree. */
export function verify(tree: FileTree, plan: Plan): readonly Diagnostic[] {
  return rules.flatMap((rule) => rule(tree, plan));
}

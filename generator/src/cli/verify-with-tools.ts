import type { Diagnostic } from "../model/diagnostic.ts";
import type { Plan } from "../model/plan.ts";
import type { FileTree } from "../model/tree.ts";

export async function verifyWithTools(_tree: FileTree, _plan: Plan, _root: string): Promise<{ diagnostics: readonly Diagnostic[]; engines: readonly string[]; skipped: readonly string[] }> {
  return { diagnostics: [], engines: [], skipped: [] };
}

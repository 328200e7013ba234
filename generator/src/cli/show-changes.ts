import { createTwoFilesPatch } from "diff";
import type { Change } from "../model/change.ts";

/** Changes as one unified diff, as git shows it. */
export function showChanges(changes: readonly Change[]): string {
  return changes
    .map((change) => {
      const before = change.kind === "create" ? "" : change.before;
      const after = change.kind === "delete" ? "" : change.after;
      const from = change.kind === "create" ? "/dev/null" : `a/${change.path}`;
      const to = change.kind === "delete" ? "/dev/null" : `b/${change.path}`;
      return createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 }).replace(/^=+\n/, "");
    })
    .join("");
}

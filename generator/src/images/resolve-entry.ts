import type { LockedImage } from "../model/images-lock.ts";

/** What came of asking for one image: its digests, or why there are none. */
export type Answer = { readonly digest: string; readonly platforms: Readonly<Record<string, string>> } | { readonly reason: string };

/** How an entry stands after its registry was asked. A `moved` tag keeps the digest that the list has. */
export interface Outcome {
  readonly entry: LockedImage;
  readonly state: "resolved" | "unchanged" | "moved" | "failed";
  readonly said: string;
}

/** An entry of the list after the answer. A digest that is known stays when there is no answer, and when the answer is another. */
export function resolveEntry(before: LockedImage, answer: Answer, acceptMoved: boolean): Outcome {
  const { image, usedBy, digest } = before;
  if ("reason" in answer) {
    return digest === undefined ? { entry: { image, usedBy, unresolved: answer.reason }, state: "failed", said: answer.reason } : { entry: before, state: "failed", said: `${answer.reason}; ${digest} is kept` };
  }
  const entry: LockedImage = { image, usedBy, digest: answer.digest, ...(Object.keys(answer.platforms).length === 0 ? {} : { platforms: answer.platforms }) };
  if (digest !== undefined && digest !== answer.digest && !acceptMoved) {
    return { entry: before, state: "moved", said: `the tag now means ${answer.digest}, and the list says ${digest}` };
  }
  const same = digest === answer.digest && JSON.stringify(sorted(before.platforms)) === JSON.stringify(sorted(answer.platforms));
  return { entry, state: same ? "unchanged" : "resolved", said: `${answer.digest} (${Object.keys(answer.platforms).join(", ") || "platform unknown"})` };
}

function sorted(platforms: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  return Object.entries(platforms).sort(([a], [b]) => (a < b ? -1 : 1));
}

import { distance } from "fastest-levenshtein";

/** The known word that a mistyped one most likely meant, or "" when none is near. */
export function closest(word: string, known: readonly string[]): string {
  let best = "";
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase());
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

import fc from "fast-check";
import { it } from "vitest";

export const fuzzSeed = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
/** How many times as many mutants as usual. */
export const fuzzFactor = Number(process.env["FUZZ_RUNS"] ?? 1);

/** A test of one property on many made-up inputs; FUZZ_SEED makes others, FUZZ_RUNS so many times more. What fails is made as small as it goes. */
export function fuzz<T extends [unknown, ...unknown[]]>(name: string, runs: number, what: { [K in keyof T]: fc.Arbitrary<T[K]> }, holds: (...given: T) => void): void {
  const numRuns = Math.ceil(runs * fuzzFactor);
  it(`${name}: ${numRuns} mutants of seed ${fuzzSeed}`, { timeout: 120_000 * Math.max(1, fuzzFactor) }, () => {
    fc.assert(fc.property<T>(...(what as unknown as { [K in keyof T]: fc.Arbitrary<T[K]> }), holds), { seed: fuzzSeed, numRuns, endOnFailure: false });
  });
}

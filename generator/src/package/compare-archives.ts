import { byName } from "../model/tree.ts";
import { unpackChart, unzipped } from "./untar.ts";

/**
 * The first thing in which two chart archives differ, as a sentence without a full stop: a file that differs, is missing or is
 * too much; else how the files are packed. Undefined when the archives have the same bytes.
 *
 * @throws Error when one is no chart archive
 */
export function firstDifference(given: Uint8Array, rebuilt: Uint8Array): string | undefined {
  if (isSame(given, rebuilt)) return undefined;
  const [left, right] = [unpackChart(given), unpackChart(rebuilt)];
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort(byName);
  const path = paths.find((p) => left.get(p) !== right.get(p));
  if (path === undefined) return isSame(unzipped(given), unzipped(rebuilt)) ? "the files are the same, compressed in another way" : "the files are the same, packed in another way (order, times, owners or modes)";
  const [there, here] = [left.get(path), right.get(path)];
  if (there === undefined) return `${path} is missing in the archive`;
  if (here === undefined) return `${path} is in the archive, and is not made from these sources`;
  const lines = here.split("\n");
  return `${path} differs from line ${there.split("\n").findIndex((line, i) => line !== lines[i]) + 1} on`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

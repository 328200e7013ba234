/** Powers by which Kubernetes' suffixes multiply. */
const decimal: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };

/** What is no scalar has no text; that it is wrong is said elsewhere. */
function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** CPU in Kubernetes' notation as thousandths of a core. Undefined for what is no quantity. */
export function milliCores(value: unknown): number | undefined {
  if (typeof value === "number") return value * 1000;
  const [, number, milli] = /^(\d+(?:\.\d+)?)(m?)$/.exec(textOf(value)) ?? [];
  return number === undefined ? undefined : Number(number) * (milli === "m" ? 1 : 1000);
}

/** A number of bytes in Kubernetes' notation. Undefined for what is no quantity. */
export function bytes(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const [, number, suffix = ""] = /^(\d+(?:\.\d+)?(?:[eE]\d+)?)([kMGTPE]|[KMGTPE]i)?$/.exec(textOf(value)) ?? [];
  return number === undefined ? undefined : Number(number) * (binary[suffix] ?? decimal[suffix] ?? 1);
}

/**
 * A number of bytes as programs of the infrastructure write it: `512m`, `320mb`, `1536M`, or a bare number of `unit` (such as Gi).
 * Where a program means thousands by its letter, this is a little more, so what fits by this fits.
 */
export function programBytes(value: unknown, unit = ""): number | undefined {
  const [, number, letter = ""] = /^(\d+(?:\.\d+)?)([kmgt]?)b?$/i.exec(textOf(value)) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (letter === "" ? (binary[unit] ?? 1) : (binary[`${letter.toUpperCase()}i`] ?? 1));
}

/** Thousandths of a core for people: `25m`, `1.5`. */
export function showCores(milli: number): string {
  const rounded = Math.round(milli);
  return Math.abs(rounded) < 1000 ? (rounded === 0 ? "0" : `${rounded}m`) : String(Math.round(rounded / 10) / 100);
}

/** Bytes for people, in the largest unit that leaves at least one before the point: `96Mi`, `2.5Gi`. */
export function showBytes(count: number): string {
  for (const [suffix, size] of [["Ti", 2 ** 40], ["Gi", 2 ** 30], ["Mi", 2 ** 20]] as const) {
    if (Math.abs(count) >= size) return `${Math.round((count / size) * 10) / 10}${suffix}`;
  }
  return Math.abs(count) < 1 ? "0" : `${Math.round(count / 2 ** 10)}Ki`;
}

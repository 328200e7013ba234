import type { Received, Sent } from "../judge-stream.ts";

/** Arrivals that are further apart count as an interruption. */
const pauseMs = 2_000;

/** How delivery went after something was broken, in seconds. */
export interface Recovery {
  /** From the break to the first message, sent since, that arrived and after which none was late; undefined while it stands still. */
  readonly deliveredAfter: number | undefined;
  /** The longest time without an arrival. */
  readonly longest: number;
}

/** Looks at what arrived between two moments. */
export function recovery(sent: readonly Sent[], received: readonly Received[], from: number, to: number): Recovery {
  const since = new Set(sent.filter(({ at }) => at >= from).map(({ number }) => number));
  const arrivals = received.filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
  const moments = [from, ...arrivals.map(({ at }) => at), to];
  const gaps = moments.slice(1).map((end, i) => ({ begin: moments[i] ?? from, end }));
  const longest = Math.max(...gaps.map(({ begin, end }) => end - begin)) / 1000;
  const last = gaps.filter(({ begin, end }) => end - begin > pauseMs).at(-1);
  const first = arrivals.find(({ number, at }) => since.has(number) && at >= (last?.end ?? from));
  return { deliveredAfter: first === undefined ? undefined : (first.at - from) / 1000, longest };
}

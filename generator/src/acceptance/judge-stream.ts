import type { StreamReport } from "../model/acceptance.ts";

/** A numbered message, as it went. Times are milliseconds since 1970. */
export interface Sent {
  readonly number: number;
  readonly at: number;
  /** When the server answered with an id. */
  readonly accepted?: number;
  readonly tries: number;
}

export interface Received {
  readonly number: number;
  readonly at: number;
}

/** A message of the history. */
export interface Stored {
  readonly number: number | undefined;
  readonly seq: number;
}

export interface Stream {
  readonly began: number;
  readonly ended: number;
  readonly sent: readonly Sent[];
  readonly received: readonly Received[];
  readonly stored: readonly Stored[];
  /** The highest sequence number that the server names. */
  readonly newest: number;
}

type Judged = Omit<StreamReport, "url" | "started" | "seconds" | "passed" | "reconnects" | "errors" | "verdict" | "left">;

/** Counts what was lost and doubled, and finds the longest time without an arrival. */
export function judgeStream({ began, sent, received, stored, newest }: Stream): Judged {
  const times = new Map<number, number>();
  for (const { number } of stored) if (number !== undefined) times.set(number, (times.get(number) ?? 0) + 1);
  const seqs = new Map<number, number>();
  for (const { seq } of stored) seqs.set(seq, (seqs.get(seq) ?? 0) + 1);
  const accepted = sent.filter((s) => s.accepted !== undefined);
  const first = new Map<number, number>();
  for (const { number, at } of received) if (!first.has(number)) first.set(number, at);
  const delays = sent.flatMap(({ number, at }) => (first.has(number) ? [((first.get(number) ?? 0) - at) / 1000] : [])).sort((a, b) => a - b);
  return {
    sent: sent.length,
    accepted: accepted.length,
    unanswered: sent.length - accepted.length,
    resent: sent.reduce((sum, { tries }) => sum + tries - 1, 0),
    receivedOnSocket: first.size,
    lost: accepted.filter(({ number }) => !times.has(number)).map(({ number }) => number),
    doubled: [...times].filter(([, n]) => n > 1).map(([number]) => number),
    missingSequence: range(newest).filter((seq) => !seqs.has(seq)),
    doubledSequence: [...seqs].filter(([, n]) => n > 1).map(([seq]) => seq),
    longestGap: longestGap(began, received),
    delivery: { median: quantile(delays, 0.5), p99: quantile(delays, 0.99), longest: delays.at(-1) ?? 0 },
  };
}

/** The longest time between two arrivals on the socket, or from the beginning to the first. */
function longestGap(began: number, received: readonly Received[]): StreamReport["longestGap"] {
  let before: Received = { number: 0, at: began };
  let longest = { seconds: 0, afterNumber: 0, at: new Date(began).toISOString() };
  for (const arrival of received) {
    const seconds = (arrival.at - before.at) / 1000;
    if (seconds > longest.seconds) longest = { seconds, afterNumber: before.number, at: new Date(before.at).toISOString() };
    before = arrival;
  }
  return longest;
}

const range = (to: number): readonly number[] => Array.from({ length: to }, (_, i) => i + 1);

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** What the figures mean, in one sentence, and whether they are good. */
export function verdictOf(judged: Judged, allowDoubled: boolean): { readonly passed: boolean; readonly verdict: string } {
  const wrong = [
    judged.accepted === 0 ? "no message was accepted" : "",
    judged.lost.length > 0 ? `${judged.lost.length} accepted ${judged.lost.length === 1 ? "message is" : "messages are"} lost` : "",
    judged.missingSequence.length > 0 ? `${judged.missingSequence.length} sequence numbers are missing` : "",
    judged.doubledSequence.length > 0 ? `${judged.doubledSequence.length} sequence numbers were given twice` : "",
    judged.doubled.length > 0 && !allowDoubled ? `${judged.doubled.length} messages are stored more than once` : "",
  ].filter((text) => text !== "");
  if (wrong.length > 0) return { passed: false, verdict: wrong.join("; ") };
  const doubled = judged.doubled.length > 0 ? `, ${judged.doubled.length} stored more than once, which clients drop by their id` : "";
  return { passed: true, verdict: `${judged.accepted} messages accepted, none lost${doubled}` };
}

import { describe, expect, it } from "vitest";
import { judgeStream, verdictOf, type Stream } from "./judge-stream.ts";

const sound: Stream = {
  began: 0,
  ended: 4000,
  sent: [1, 2, 3, 4].map((number) => ({ number, at: number * 1000, accepted: number * 1000 + 50, tries: 1 })),
  received: [1, 2, 3, 4].map((number) => ({ number, at: number * 1000 + 100 })),
  stored: [1, 2, 3, 4].map((number) => ({ number, seq: number })),
  newest: 4,
};

interface Row {
  readonly given: string;
  readonly change: Partial<Stream>;
  readonly want: Partial<ReturnType<typeof judgeStream>>;
  readonly verdict: string;
  readonly passed: boolean;
  readonly allowDoubled?: boolean;
}

const rows: readonly Row[] = [
  { given: "nothing wrong", change: {}, want: { sent: 4, accepted: 4, lost: [], longestGap: { seconds: 1.1, afterNumber: 0, at: "1970-01-01T00:00:00.000Z" }, delivery: { median: 0.1, p99: 0.1, longest: 0.1 } }, verdict: "4 messages accepted, none lost", passed: true },
  { given: "an accepted message that is not stored", change: { stored: sound.stored.slice(0, 3), newest: 3 }, want: { lost: [4], missingSequence: [] }, verdict: "1 accepted message is lost", passed: false },
  { given: "a message that was never answered and is not stored", change: { sent: [...sound.sent, { number: 5, at: 5000, tries: 9 }] }, want: { unanswered: 1, resent: 8, lost: [] }, verdict: "4 messages accepted, none lost", passed: true },
  { given: "a hole in the sequence", change: { stored: [{ number: 1, seq: 1 }, { number: 2, seq: 2 }, { number: 3, seq: 3 }, { number: 4, seq: 5 }], newest: 5 }, want: { missingSequence: [4] }, verdict: "1 sequence numbers are missing", passed: false },
  { given: "a sequence number given twice", change: { stored: [...sound.stored, { number: undefined, seq: 4 }] }, want: { doubledSequence: [4] }, verdict: "1 sequence numbers were given twice", passed: false },
  { given: "a message stored twice", change: { stored: [...sound.stored, { number: 2, seq: 5 }], newest: 5 }, want: { doubled: [2] }, verdict: "1 messages are stored more than once", passed: false },
  { given: "the same, allowed", change: { stored: [...sound.stored, { number: 2, seq: 5 }], newest: 5 }, want: { doubled: [2] }, verdict: "4 messages accepted, none lost, 1 stored more than once, which clients drop by their id", passed: true, allowDoubled: true },
  { given: "a long silence", change: { received: [{ number: 1, at: 1100 }, { number: 3, at: 9000 }, { number: 3, at: 9001 }] }, want: { receivedOnSocket: 2, longestGap: { seconds: 7.9, afterNumber: 1, at: "1970-01-01T00:00:01.100Z" } }, verdict: "4 messages accepted, none lost", passed: true },
  { given: "nothing at all", change: { sent: [], received: [], stored: [], newest: 0 }, want: { sent: 0, delivery: { median: 0, p99: 0, longest: 0 } }, verdict: "no message was accepted", passed: false },
];

describe("a stream", () => {
  it.each(rows)("with $given", ({ change, want, verdict, passed, allowDoubled }) => {
    const judged = judgeStream({ ...sound, ...change });
    expect(judged).toMatchObject(want);
    expect(verdictOf(judged, allowDoubled === true)).toEqual({ passed, verdict });
  });
});

import { describe, expect, it } from "vitest";
import { recovery } from "./recovery.ts";

const second = (...seconds: readonly number[]) => seconds.map((s, i) => ({ number: i + 1, at: s * 1000 }));
const sentAt = (...seconds: readonly number[]) => second(...seconds).map((s) => ({ ...s, tries: 1 }));

describe("recovery", () => {
  const rows: readonly { readonly name: string; readonly sent: readonly number[]; readonly arrived: readonly number[]; readonly to: number; readonly want: { readonly deliveredAfter: number | undefined; readonly longest: number } }[] = [
    { name: "nothing was noticed: the first that was sent since", sent: [9, 10.5, 11], arrived: [10.2, 10.6, 11.5], to: 12, want: { deliveredAfter: 0.6, longest: 0.9 } },
    { name: "a gap: what came after it", sent: [10, 10.5, 11], arrived: [10.1, 18, 18.5], to: 19, want: { deliveredAfter: 8, longest: 7.9 } },
    { name: "two gaps: after the last", sent: [10, 11, 12, 13], arrived: [10.1, 14, 14.5, 20], to: 21, want: { deliveredAfter: 10, longest: 5.5 } },
    { name: "what was sent before does not count", sent: [8, 9, 15], arrived: [14, 14.2, 15.5], to: 16, want: { deliveredAfter: 5.5, longest: 4 } },
    { name: "still silent", sent: [10, 11], arrived: [10.1, 10.3], to: 20, want: { deliveredAfter: undefined, longest: 9.7 } },
    { name: "nothing arrived", sent: [10], arrived: [], to: 13, want: { deliveredAfter: undefined, longest: 3 } },
    { name: "what arrived before the break is another matter", sent: [1, 10.5], arrived: [2, 10.9], to: 11, want: { deliveredAfter: 0.9, longest: 0.9 } },
  ];
  it.each(rows)("$name", ({ sent, arrived, to, want }) => {
    const { deliveredAfter, longest } = recovery(sentAt(...sent), second(...arrived), 10_000, to * 1000);
    expect({ deliveredAfter, longest: Math.round(longest * 10) / 10 }).toEqual(want);
  });
});

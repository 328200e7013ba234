import { describe, expect, it } from "vitest";
import type { Edge } from "../model/plan.ts";
import { order } from "./order.ts";

const edge = (arrow: string, more: Partial<Edge> = {}): Edge => {
  const [from = "", to = ""] = arrow.split(" → ");
  return { from, to, port: "p", number: 1, store: false, ...more };
};
const nodes = (text: string) => text.split(" ").map((name) => ({ name: name.replace(/[*+]/, ""), makesSecrets: name.endsWith("*"), readsSecrets: name.endsWith("+") }));
const told = (text: string, edges: readonly Edge[]) => order(nodes(text), edges).map((o) => `${o.level} ${o.name}${o.needs.length > 0 ? ` after ${o.needs.join(" ")}` : ""}`);

describe("order", () => {
  it.each([
    { name: "without connections, by name", given: ["b a", []] as const, want: ["0 a", "0 b"] },
    { name: "along a chain, with all that is behind", given: ["a b c", [edge("a → b"), edge("b → c")]] as const, want: ["0 c", "1 b after c", "2 a after b c"] },
    { name: "makers of Secrets before their readers", given: ["made* store+ free", []] as const, want: ["0 free", "0 made", "1 store after made"] },
    { name: "those that need each other on one level", given: ["a b store door", [edge("a → b"), edge("b → a"), edge("a → store"), edge("door → b")]] as const, want: ["0 store", "1 a after store", "1 b after store", "2 door after a b store"] },
    { name: "readers of metrics without the measured", given: ["meter a", [edge("meter → a", { metrics: true })]] as const, want: ["0 a", "0 meter"] },
    { name: "members of one component without each other", given: ["a", [edge("a → a", { peer: true })]] as const, want: ["0 a"] },
    { name: "what is not there is not waited for", given: ["a", [edge("a → gone")]] as const, want: ["0 a"] },
  ])("$name", ({ given: [names, edges], want }) => expect(told(names, edges)).toEqual(want));
});

import { describe, expect, it } from "vitest";
import { newestOf } from "./newest.ts";

const charts = (...list: string[]) => list.map((text) => ({ name: text.split(" ")[0] ?? "", version: text.split(" ")[1] ?? "" }));

describe("newestOf", () => {
  it.each([
    { name: "the highest of each chart", given: charts("a 1.2.0", "a 1.10.0", "b 0.1.0", "a 1.9.9"), since: undefined, want: charts("a 1.10.0", "b 0.1.0") },
    { name: "a candidate comes before its release", given: charts("a 1.0.0-rc.1", "a 1.0.0"), since: undefined, want: charts("a 1.0.0") },
    { name: "not newer than", given: charts("a 1.0.0", "a 1.1.0", "a 2.0.0"), since: "1.1.0", want: charts("a 1.1.0") },
    { name: "tags that are no versions", given: charts("a latest", "a 1.0.0", "b sha-1"), since: undefined, want: charts("a 1.0.0") },
  ])("$name", ({ given, since, want }) => {
    expect(newestOf(given, since)).toEqual(want);
  });
});

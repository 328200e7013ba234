import { expect, it } from "vitest";
import { nextVersion } from "./next-version.ts";

it.each([
  ["1.2.3", "patch", "1.2.4"],
  ["1.2.3", "minor", "1.3.0"],
  ["1.2.3", "major", "2.0.0"],
  ["0.1.3", "patch", "0.1.4"],
  ["0.1.3", "minor", "0.2.0"],
  ["0.1.3", "major", "0.2.0"],
  // What was tried as a candidate is released as it is, unless more has changed than it announced.
  ["1.3.0-rc.1", "patch", "1.3.0"],
  ["1.3.0-rc.1", "minor", "1.3.0"],
  ["1.3.0-rc.1", "major", "2.0.0"],
] as const)("%s and a %s change: %s", (published, bump, want) => {
  expect(nextVersion(published, bump)).toBe(want);
});

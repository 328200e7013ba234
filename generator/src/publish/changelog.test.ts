import { describe, expect, it } from "vitest";
import { changesOf, withVersion } from "./changelog.ts";

describe("changesOf", () => {
  it("says once what happened to several charts, and names one", () => {
    const findings = [
      { chart: "redis", reason: "image is new" },
      { chart: "kafka", reason: "image is new" },
      { chart: "redis", reason: "mode is no longer accepted" },
      ...["redis", "kafka", "openim"].map((chart) => ({ chart, reason: "global.x asks for another pattern" })),
      ...["redis", "kafka"].map((chart) => ({ chart, reason: "the version of the program is 2, and was 1" })),
      { chart: "openim", reason: "a chart inside differs" },
    ];
    expect(changesOf(findings, ["redis", "kafka", "openim"])).toEqual([
      { kind: "added", description: "image is new.", charts: ["redis", "kafka"] },
      { kind: "removed", description: "redis: mode is no longer accepted.", charts: ["redis"] },
      { kind: "changed", description: "global.x asks for another pattern." },
      { kind: "changed", description: "The version of the program is 2, and was 1.", charts: ["redis", "kafka"] },
    ]);
  });

  it("stops at some length", () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ chart: "a", reason: `k${i} is new` }));
    expect(changesOf(many, ["a"]).at(-1)).toEqual({ kind: "changed", description: "10 more changes; see the differences of the charts." });
  });
});

describe("withVersion", () => {
  const first = withVersion(undefined, "0.1.0", "2026-01-02", [{ kind: "added", description: "Everything." }]);

  it("starts a changelog", () => {
    expect(first).toBe("# Changelog\n\nWhat changes for those who install these charts. All charts have one version.\n\n## 0.1.0 (2026-01-02)\n\n### Added\n\n- Everything.\n");
  });

  it("puts the newest first and leaves the rest alone", () => {
    const second = withVersion(`${first}\nBy hand.\n`, "0.2.0", "2026-02-03", [{ kind: "changed", description: "B.", charts: ["x", "y"] }, { kind: "removed", description: "A.", charts: ["x"] }]);
    expect(second).toBe(
      "# Changelog\n\nWhat changes for those who install these charts. All charts have one version.\n\n## 0.2.0 (2026-02-03)\n\n### Changed\n\n- B. (x, y)\n\n### Removed\n\n- A.\n\n## 0.1.0 (2026-01-02)\n\n### Added\n\n- Everything.\n\nBy hand.\n",
    );
  });
});

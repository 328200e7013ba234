import { describe, expect, it } from "vitest";
import { explainConflicts, type Conflict } from "./conflict.ts";

const conflict = (kind: Conflict["kind"], name = "openim-api"): Conflict => {
  return { kind, name, version: "1.2.3", publishedDigest: "aaa", newDigest: "bbb" };
};

describe("explainConflicts", () => {
  it.each(["published", "unlisted", "damaged"] as const)("%s: names version and both digests, and says what to do", (kind) => {
    const text = explainConflicts([conflict(kind)]);
    expect(text).toMatch(/openim-api 1\.2\.3\n.*sha256:aaa\n.*sha256:bbb\n/);
    expect(text).toContain("raise charts.version in openim.yaml");
  });

  it("says once per kind what to do", () => {
    expect(explainConflicts([conflict("published", "openim"), conflict("damaged"), conflict("published", "openim-push")])).toBe(
      [
        "Changed after it was published:",
        "  openim-api 1.2.3",
        "    index:   sha256:aaa",
        "    archive: sha256:bbb",
        "Put the published archive back; for new content raise charts.version in openim.yaml and publish again.",
        "Already published with other content:",
        "  openim 1.2.3",
        "    published: sha256:aaa",
        "    new:       sha256:bbb",
        "  openim-push 1.2.3",
        "    published: sha256:aaa",
        "    new:       sha256:bbb",
        "A published version never changes its content: raise charts.version in openim.yaml and publish again.",
      ].join("\n"),
    );
  });
});

import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { writeVersion } from "./write-version.ts";

const changes = [{ kind: "added" as const, description: "redis: mode is new.", charts: ["redis"] }];
const written = "  changes:\n    - kind: added\n      description: \"redis: mode is new.\"\n      charts: [redis]\n";

const rows = [
  { name: "a version with a comment", given: "# top\ncharts:\n  # why\n  version: 0.1.0 # now\n  icon: x\n\n# end\nprofile: lite\n", want: `# top\ncharts:\n  # why\n  version: 0.2.0 # now\n${written}  icon: x\n\n# end\nprofile: lite\n` },
  { name: "a quoted version, last in the file", given: 'charts:\n  icon: x\n  version: "0.1.0"\n', want: `charts:\n  icon: x\n  version: 0.2.0\n${written}` },
  { name: "no version", given: "charts:\n    icon: x\n", want: `charts:\n    version: 0.2.0\n${written.replaceAll(/^/gm, "  ").replace(/ +$/, "")}    icon: x\n` },
  { name: "no charts", given: "profile: lite\n", want: `profile: lite\n\ncharts:\n  version: 0.2.0\n${written}` },
  { name: "changes of the version before", given: "charts:\n  version: 0.1.0\n  changes:\n    - { kind: fixed, description: old }\n  icon: x\n", want: `charts:\n  version: 0.2.0\n${written}  icon: x\n` },
  { name: "the same, last in the block", given: "charts:\n  version: 0.1.0\n  changes:\n    - kind: fixed\n      description: old\n\n# end\nprofile: lite\n", want: `charts:\n  version: 0.2.0\n${written}\n# end\nprofile: lite\n` },
];

describe("writeVersion", () => {
  it.each(rows)("$name", ({ given, want }) => {
    const text = writeVersion(given, "0.2.0", changes);
    expect(text).toBe(want);
    expect((parse(text) as { charts: unknown }).charts).toMatchObject({ version: "0.2.0", changes });
    // A second time it replaces what the first wrote.
    expect(writeVersion(text, "0.2.0", changes)).toBe(want);
  });

  it("refuses what it would have to write anew", () => {
    expect(() => writeVersion("charts: { version: 0.1.0 }\n", "0.2.0", [])).toThrow(/as a block/);
  });
});

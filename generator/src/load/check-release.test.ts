import { describe, expect, it } from "vitest";
import { brief } from "../../test/helpers/mini.ts";
import type { Json } from "../model/json.ts";
import { checkRelease } from "./check-release.ts";

const releases = ["v3.8.3-patch.15", "v3.8.3-patch.9"];
const position = { file: "openim.yaml", line: 2, column: 10 };
const rows: readonly { readonly wanted: Json | undefined; readonly of?: readonly string[]; readonly release: string | undefined; readonly says: readonly string[] }[] = [
  { wanted: undefined, release: "v3.8.3-patch.15", says: [] },
  { wanted: "v3.8.3-patch.9", release: "v3.8.3-patch.9", says: [] },
  { wanted: "v3.8.3-patch.16", release: "v3.8.3-patch.15", says: ["unknown-release 2:10"] },
  { wanted: 3.8, release: "v3.8.3-patch.15", says: ["unknown-release 2:10"] },
  { wanted: [], release: "v3.8.3-patch.15", says: ["unknown-release 2:10"] },
  { wanted: undefined, of: [], release: undefined, says: ["unknown-release 2:10"] },
];

describe("checkRelease", () => {
  it.each(rows)("$wanted of $of is $release", ({ wanted, of = releases, release, says }) => {
    const found = checkRelease(wanted, of, position);
    expect(found.release).toBe(release);
    expect(found.diagnostics.map(brief)).toEqual(says);
  });

  it("names the one that was probably meant", () => {
    expect(checkRelease("v3.8.3-patch.19", releases, position).diagnostics[0]?.hint).toBe("Did you mean `v3.8.3-patch.15`?");
  });
});

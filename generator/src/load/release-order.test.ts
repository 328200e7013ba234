import { expect, it } from "vitest";
import { inReleaseOrder } from "./release-order.ts";

const rows: readonly { readonly given: readonly string[]; readonly want: readonly string[] }[] = [
  { given: [], want: [] },
  { given: ["v3.8.3-patch.15", "v3.8.3-patch.9"], want: ["v3.8.3-patch.9", "v3.8.3-patch.15"] },
  { given: ["v3.10.0", "v3.9.0"], want: ["v3.9.0", "v3.10.0"] },
  { given: ["v3.8.3-patch.1", "v3.8.4-rc.1", "v3.8.3", "v3.8.3-rc.2", "v3.8.4"], want: ["v3.8.3-rc.2", "v3.8.3", "v3.8.3-patch.1", "v3.8.4-rc.1", "v3.8.4"] },
  { given: ["v1.0.0", "next", "main"], want: ["main", "next", "v1.0.0"] },
];
it.each(rows)("$given in order is $want", ({ given, want }) => {
  expect(inReleaseOrder(given)).toEqual(want);
});

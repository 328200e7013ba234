import { expect, it } from "vitest";
import { closest } from "./closest.ts";

const known = ["publicURL", "profile", "modules", "infra", "openim-rpc-auth", "openim-rpc-user"];
const rows = [
  { given: "publicUrl", want: "publicURL" },
  { given: "pubilcURL", want: "publicURL" },
  { given: "profil", want: "profile" },
  { given: "module", want: "modules" },
  { given: "openim-rpc-usr", want: "openim-rpc-user" },
  // Two are equally near: the first stays.
  { given: "openim-rpc-xxxx", want: "openim-rpc-auth" },
  { given: "replicas", want: "" },
  { given: "", want: "" },
  { given: "x", want: "" },
];
it.each(rows)("finds $want for $given", ({ given, want }) => {
  expect(closest(given, known)).toBe(want);
});

it("finds nothing among nothing", () => {
  expect(closest("a", [])).toBe("");
});

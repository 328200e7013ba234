import { describe, expect, it } from "vitest";
import { brief } from "../../../test/helpers/mini.ts";
import { resolve } from "../../resolve/resolve.ts";
import { readYaml } from "../yaml.ts";
import { checkEnvironments } from "./environments.ts";

const rows: readonly { readonly name: string; readonly given: string; readonly names: readonly string[]; readonly want: readonly string[] }[] = [
  { name: "an address each", given: "environments:\n  a: { publicURL: https://a.io }\n  b: { publicURL: https://b.io }\n", names: ["a", "b"], want: [] },
  { name: "one address twice", given: "environments:\n  a: { publicURL: https://a.io }\n  b: { publicURL: https://a.io }\n", names: ["a", "b"], want: ["same-environment 3:19"] },
  { name: "one address, written in two ways", given: "environments:\n  a: { publicURL: https://a.io }\n  b: { publicURL: \"https://A.io:443/\" }\n", names: ["a", "b"], want: ["same-environment 3:19"] },
  { name: "one name with two schemes", given: "environments:\n  a: { publicURL: https://a.io }\n  b: { publicURL: http://a.io }\n", names: ["a", "b"], want: [] },
  { name: "the address of all, used by two", given: "publicURL: https://a.io\nenvironments:\n  a: {}\n  b: {}\n", names: ["a", "b"], want: ["same-environment 1:12"] },
  { name: "the address of all, used by one", given: "publicURL: https://a.io\nenvironments:\n  a: {}\n  b: { publicURL: https://b.io }\n", names: ["a", "b"], want: [] },
  { name: "no address, which others report", given: "environments: { a: {}, b: {} }\n", names: ["a", "b"], want: [] },
];

describe("checkEnvironments", () => {
  it.each(rows)("$name: $want", ({ given, names, want }) => {
    const { source } = readYaml("openim.yaml", given);
    const found = checkEnvironments(source, names.map((name) => resolve(source, {}, name, [])));
    expect(found.map(brief)).toEqual(want);
  });

  it("shows where the address was first", () => {
    const { source } = readYaml("openim.yaml", "environments:\n  a: { publicURL: https://a.io }\n  b: { publicURL: https://a.io }\n");
    const [found] = checkEnvironments(source, ["a", "b"].map((name) => resolve(source, {}, name, [])));
    expect(found?.related).toMatchObject([{ position: { line: 2, column: 19 } }]);
    expect(found?.message).toContain("`a` and `b`");
  });
});

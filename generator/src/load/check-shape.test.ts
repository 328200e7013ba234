import { describe, expect, it } from "vitest";
import { checkShape, type Block } from "./check-shape.ts";
import { readYaml } from "./yaml.ts";

const shape: Block = {
  required: ["name", "ports"],
  keys: {
    name: "name",
    text: "text",
    flag: "flag",
    whole: "whole",
    any: "any",
    kind: ["tcp", "http"],
    ports: { list: { keys: { number: "whole" }, required: ["number"] } },
    labels: { map: "text" },
  },
};
const good = "name: a\nports: []\n";
const open: Block = { ...shape, open: true };

const rows: readonly { readonly given: string; readonly want: readonly string[]; readonly shape?: Block }[] = [
  { given: good, want: [] },
  { given: `${good}text: x\nflag: true\nwhole: 3\nany: [1]\nkind: http\nlabels: { a: b }\n`, want: [] },
  { given: "name: a\nports: [{ number: 1 }, { number: 2 }]\n", want: [] },
  { given: "{}\n", want: ["missing-key 1:1 f.yaml lacks `name`.", "missing-key 1:1 f.yaml lacks `ports`."] },
  { given: "[]\n", want: ["wrong-type 1:1 `f.yaml` is a list, but must be a block of keys."] },
  { given: `${good}text: 1\n`, want: ["wrong-type 3:7 `text` is a number, but must be a text."] },
  { given: `${good}text:\n`, want: ["wrong-type 3:1 `text` is empty, but must be a text."] },
  { given: `${good}flag: "yes"\n`, want: ["wrong-type 3:7 `flag` is a text, but must be true or false."] },
  { given: `${good}whole: 1.5\n`, want: ["wrong-type 3:8 `whole` is a number, but must be a whole number."] },
  { given: `${good}kind: htp\n`, want: ["wrong-value 3:7 `kind` is `htp`."] },
  { given: `${good}labels: { a: { b: c } }\n`, want: ["wrong-type 3:14 `labels.a` is a block of keys, but must be a text."] },
  { given: "name: a\nports: { number: 1 }\n", want: ["wrong-type 2:8 `ports` is a block of keys, but must be a list."] },
  { given: "name: a\nports: [{ number: 1 }, { nummer: 2 }]\n", want: ["missing-key 2:24 `ports[1]` lacks `number`.", "unknown-key 2:26 `nummer` is not a key of `ports[1]`."] },
  { given: "name: A_b\nports: []\n", want: ["wrong-value 1:7 `name` is `A_b`, which cannot be part of the names of Kubernetes objects."] },
  { given: `${good}extra: 1\n`, want: ["unknown-key 3:1 `extra` is not a key of f.yaml."] },
  { given: `${good}toString: 1\n`, want: ["unknown-key 3:1 `toString` is not a key of f.yaml."] },
  // Open for others, but not for a known key that is misspelt.
  { given: `${good}extra: 1\n`, want: [], shape: open },
  { given: `${good}port: 1\n`, want: ["unknown-key 3:1 `port` is not a key of f.yaml."], shape: open },
];

describe("checkShape", () => {
  it.each(rows)("says $want about $given", (row) => {
    const found = checkShape(readYaml("f.yaml", row.given).source, row.shape ?? shape);
    expect(found.map((d) => `${d.code} ${d.position?.line}:${d.position?.column} ${d.message.replace(/ A misspelt.*/, "")}`)).toEqual(row.want);
  });
});

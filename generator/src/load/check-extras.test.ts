import { describe, expect, it } from "vitest";
import { brief, miniCatalog } from "../../test/helpers/mini.ts";
import { fileTree } from "../model/tree.ts";
import { checkExtras } from "./check-extras.ts";
import { loadTemplates } from "./templates.ts";
import { readYaml } from "./yaml.ts";

const { templates } = loadTemplates(
  fileTree([
    ["module/values.schema.yaml", "type: object\n"],
    ["module/templates/deployment.yaml", "command: [sh]\nreplicas: <% size %>\n<%#each shards%>\n- <% this %>\n<%/each%>\n<%> tail wide=true %>\n"],
    ["store/values.schema.yaml", "type: object\n"],
    ["store/templates/statefulset.yaml", "topics: <% topics %>\n"],
    ["shared/values.schema.yaml", "{}\n"],
    ["shared/tail.yaml", "<%> end %>\n<%#if colour%><%/if%>\n"],
    ["shared/end.yaml", "<% curtain %>\n"],
  ]),
  "t",
);

function say(more: string): readonly string[] {
  const text = `name: extra\nkind: module\ndescription: More.\n${more}`;
  const { catalog, diagnostics } = miniCatalog({ "own/extra.yaml": text });
  expect(diagnostics).toEqual([]);
  return checkExtras(catalog, templates, () => ["size"], (file) => readYaml(file, text).source).map(brief);
}

describe("checkExtras", () => {
  const rows: readonly { readonly name: string; readonly given: string; readonly want: readonly string[] }[] = [
    { name: "nothing more", given: "", want: [] },
    { name: "what a template of its kind reads", given: "shards: [a, b]\n", want: [] },
    { name: "what a fragment of its templates reads", given: "colour: red\n", want: [] },
    { name: "what a fragment of a fragment reads", given: "curtain: 1\n", want: [] },
    { name: "a fact that a rule looks up", given: "anonymous: true\n", want: [] },
    { name: "what nobody reads", given: "foo: 1\nshards: []\n", want: ["unknown-key 4:1"] },
    { name: "what only another kind reads", given: "topics: []\n", want: ["unknown-key 4:1"] },
    { name: "a word of Kubernetes in a template", given: "command: [sh]\n", want: ["unknown-key 4:1"] },
    { name: "what templates get in any case", given: "size: 1\n", want: ["unknown-key 4:1"] },
  ];
  it.each(rows)("$name: $want", ({ given, want }) => {
    expect(say(given)).toEqual(want);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codes } from "../src/model/codes.ts";
import { filesOf, makeProject, type Project } from "./helpers/project.ts";
import { toolPath } from "./helpers/tool.ts";

const helm = await toolPath("helm");
const kubeconform = await toolPath("kubeconform");

/** What only Helm and Kubernetes' own schemas see, with templates that were damaged on purpose. */
describe.skipIf(helm === undefined || kubeconform === undefined)("gen charts with outside tools", () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject("publicURL: https://im.acme.io\nenvironments: { one: {} }\n");
  });
  afterAll(() => project.remove());

  const service = "generator/templates/shared/service.yaml";
  const identity = "generator/templates/shared/pod-identity.yaml";
  const policy = "generator/templates/shared/networkpolicy.yaml";
  const module = "generator/templates/module/templates/deployment.yaml";
  interface Edit {
    readonly file: string;
    readonly from: string;
    readonly to: string;
  }
  // In groups, because Helm comes first, then what we see in its output, then Kubernetes' schemas.
  const damages: readonly { readonly name: string; readonly edits: readonly Edit[]; readonly want: readonly (keyof typeof codes)[] }[] = [
    { name: "a function that Helm does not know", edits: [{ file: service, from: "apiVersion: v1\n", to: "apiVersion: {{ nonsense }}\n" }], want: ["helm-lint", "helm-template"] },
    {
      name: "a service account that is not rendered, a selector that selects nothing and a variable that no file has",
      edits: [
        { file: identity, from: '{{ include "<% name %>.serviceAccountName" . }}', to: "nobody" },
        { file: service, from: "  selector:\n", to: "  selector:\n    wrong: label\n" },
        { file: module, from: "            - name: CONFIG_PATH\n", to: "            - name: IMENV_SHARE_SECRTE\n              value: x\n            - name: CONFIG_PATH\n" },
      ],
      want: ["dangling-reference", "dead-address", "dead-variable", "selector-clash"],
    },
    {
      name: "Services as variables, a container that nobody asks whether it is well and a policy for another port than the one that is called",
      edits: [
        { file: identity, from: "enableServiceLinks: false", to: "enableServiceLinks: true" },
        { file: module, from: "          readinessProbe:\n", to: "          readynessProbe:\n" },
        { file: policy, from: "<%/each%>\n      ports:\n        - port: <% port %>\n", to: "<%/each%>\n      ports:\n        - port: 1<% port %>\n" },
      ],
      want: ["closed-address", "policy-probes", "policy-service-links"],
    },
    { name: "a field that Kubernetes does not know", edits: [{ file: service, from: "\nspec:\n", to: "\nspec:\n  nonsense: 1\n" }], want: ["kubernetes-schema"] },
  ];

  it("says which engines ran, and that nothing was left out", async () => {
    const { exitCode, stdout } = await project.gen(["charts"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Validated with schema and rules, helm4? \d[\d.]* \(lint, template × 2, cross-references\), kubeconform \d[\d.]* \(Kubernetes \d\.\d+, \d\.\d+, \d\.\d+, HTTPRoute, [A-Za-z, ]+\)\.$/m);
    expect(stdout).not.toContain("Not run");
  });

  it("says what was left out where a tool is missing", async () => {
    const { exitCode, stdout } = await project.gen(["charts", "--no-tools"]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("Validated with schema and rules.")]);
  });

  it.each(damages)("refuses $name, and writes nothing", async ({ edits, want }) => {
    const before = filesOf(project.root);
    const originals = new Map(edits.map(({ file }) => [file, project.read(file)]));
    for (const { file, from, to } of edits) {
      const text = project.read(file);
      expect(text.split(from)).toHaveLength(2);
      project.write(file, text.replace(from, to));
    }
    const { exitCode, stderr, stdout } = await project.gen(["charts"]);
    for (const [file, text] of originals) project.write(file, text);
    expect([...new Set([...stderr.matchAll(/^error .*\[([a-z-]+)\]$/gm)].map((m) => m[1]))].sort()).toEqual(want);
    expect(stdout).toContain("nothing was written");
    expect(exitCode).toBe(4);
    expect(filesOf(project.root)).toEqual(before);
  });
});

import { describe, expect, test } from "vitest";
import { projectRoot } from "../root.ts";
import { loadTools } from "./catalog.ts";
import { isAccepted, parseVersion } from "./version.ts";

const tools = new Map(loadTools(projectRoot()).map((tool) => [tool.name, tool]));

function tool(name: string) {
  const found = tools.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe("parseVersion: what tools print", () => {
  test.each([
    { name: "helm", given: "v3.22.0", want: "3.22.0" },
    { name: "helm", given: "v3.14.0+gdeadbee", want: "3.14.0" },
    { name: "helm", given: "v4.0.0-rc.1", want: "4.0.0-rc.1" },
    // A Helm built by a plain go install: not usable, since it claims Kubernetes 1.20.
    { name: "helm", given: "v3.22", want: undefined },
    { name: "ct", given: "Version:\t v3.14.0\nGit commit:\t unknown\n", want: "3.14.0" },
    { name: "kubeconform", given: "v0.8.0\n", want: "0.8.0" },
    { name: "kubeconform", given: "development\n", want: undefined },
    { name: "yamllint", given: "yamllint 1.38.0", want: "1.38.0" },
    { name: "yamale", given: "6.1.0", want: "6.1.0" },
    { name: "kubectl", given: "Client Version: v1.36.3\nKustomize Version: v5.8.1", want: "1.36.3" },
    { name: "kubectl", given: "", want: undefined },
    { name: "registry", given: "/opt/registry github.com/distribution/distribution/v3 v3.1.2\n", want: "3.1.2" },
    { name: "registry", given: "docker-registry github.com/docker/distribution v2.8.2+ds1", want: undefined },
  ])("$name: $given → $want", ({ name, given, want }) => {
    expect(parseVersion(tool(name), given)).toBe(want);
  });
});

describe("isAccepted: the two Helms are two tools", () => {
  test.each([
    { name: "helm", given: "3.5.4", want: true },
    { name: "helm", given: "4.0.0-rc.1", want: false },
    { name: "helm", given: "4.2.3", want: false },
    { name: "helm4", given: "4.2.3", want: true },
    { name: "helm4", given: "3.22.0", want: false },
    { name: "helm4", given: "5.0.0", want: false },
    { name: "kubectl", given: "1.20.0", want: true },
  ])("$name $given → $want", ({ name, given, want }) => {
    expect(isAccepted(tool(name), given)).toBe(want);
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, inject, it } from "vitest";
import { kubeLinter } from "../src/verify/policies/kube-linter.ts";
import { realResult } from "./helpers/real.ts";
import { renderAll } from "./helpers/renders.ts";
import { foreignProgram, toolPath } from "./helpers/tool.ts";
import { everything, variants } from "./helpers/variants.ts";

const helm = await toolPath("helm");
const program = await foreignProgram("kube-linter", "the proof that it agrees with our policies");

interface Report {
  readonly Reports: readonly { readonly Check: string; readonly Diagnostic: { readonly Message: string }; readonly Object: { readonly K8sObject: { readonly Name: string; readonly GroupVersionKind: { readonly Kind: string } } } }[] | null;
}

/** What it says of manifests that are right, by check: how it says that, and why it is no fault. */
const differences: Readonly<Record<string, readonly [says: RegExp, why: string]>> = {
  "access-to-secrets": [/^RoleBinding openim-credentials: /, "the Job that makes Secrets may create them, and change those that it names"],
  "env-value-from": [/ is referring to an unknown secret "openim-[a-z-]+"$/, "Secrets are made in the cluster; the keys of them are held against the list of what is made"],
  "env-var-secret": [/ variable GF_SECURITY_SECRET_KEY__FILE /, "the path of a file"],
  "dangling-service": [/statefulset.kubernetes.io\/pod-name/, "the controller gives each pod this label"],
  "no-anti-affinity": [/ does not specify inter pod anti-affinity$/, "topologySpreadConstraints do it"],
  "no-liveness-probe": [/^(Job openim-credentials-|Pod openim-test: )/, "it ends by itself"],
  "no-readiness-probe": [/^(Job openim-credentials-|Pod openim-test: )/, "it ends by itself"],
  "no-rolling-update-strategy": [/^Deployment openim-(crontask|alloy): object has Recreate | object has no strategy /, "two of these at once would do everything twice; RollingUpdate is the default"],
  "restart-policy": [/ defined with '' |^Pod openim-test: /, "Always is the default; a test that failed is not tried again"],
  "liveness-port": [/^StatefulSet openim-(alertmanager|loki|prometheus): /, "the container beside it has the port, which asks for the login"],
  "readiness-port": [/^StatefulSet openim-(alertmanager|loki|prometheus): /, "the same"],
  "startup-port": [/^StatefulSet openim-(alertmanager|loki|prometheus): /, "the same"],
  "unsafe-sysctls": [/"net\.ipv4\.ip_unprivileged_port_start"\.$/, "one of the safe ones since Kubernetes 1.22"],
};

/** The program itself, on what it would see in a repository of ours. */
describe.skipIf(helm === undefined || program === undefined)("kube-linter", () => {
  const checks = async (): Promise<readonly string[]> => {
    const { stdout } = await execa(program ?? "", ["checks", "list", "--format", "json"]);
    return (JSON.parse(stdout) as readonly { readonly name: string }[]).map(({ name }) => name);
  };

  it("has no check that we have not answered", async () => {
    const names = await checks();
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !(name in kubeLinter))).toEqual([]);
  });

  it("finds nothing but what is known, in every environment and with everything on", async () => {
    const { plan } = realResult();
    if (plan === undefined) throw new Error("no plan");
    const wanted = [...variants(plan).filter((v) => v.name.startsWith("openim of ")), everything(plan)];
    // Its check of schemas is kubeconform, which asks the network here.
    const include = (await checks()).filter((name) => typeof kubeLinter[name] !== "string" && name !== "schema-validation");
    const said = new Set<string>();
    for (const { name, objects } of await renderAll(helm ?? "", wanted)) {
      const folder = mkdtempSync(join(inject("scratch"), "kube-linter-"));
      writeFileSync(join(folder, "objects.yaml"), objects.map(({ value }) => `---\n${JSON.stringify(value)}\n`).join(""));
      const { stdout } = await execa(program ?? "", ["lint", "--do-not-auto-add-defaults", "--include", include.join(","), "--format", "json", join(folder, "objects.yaml")], { reject: false });
      const found = ((JSON.parse(stdout) as Report).Reports ?? []).map(({ Check, Diagnostic, Object: { K8sObject } }) => ({ check: Check, text: `${K8sObject.GroupVersionKind.Kind} ${K8sObject.Name}: ${Diagnostic.Message}` }));
      expect(found.filter(({ check, text }) => differences[check]?.[0].test(text) !== true).map(({ check, text }) => `${name}: ${check}: ${text}`)).toEqual([]);
      for (const { check } of found) said.add(check);
    }
    // What it does not say any more is no difference.
    expect([...said].sort()).toEqual(Object.keys(differences).sort());
  });
});

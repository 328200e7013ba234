import { describe, expect, it } from "vitest";
import { containers, list, podTemplate, readObjects, title } from "./objects.ts";

const text = `---
# Source: openim/charts/a/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: a
spec:
  template:
    spec:
      initContainers: [{ name: i }]
      containers: [{ name: c }]
---
# Source: openim/charts/a/templates/empty.yaml
---
# Source: openim/templates/cron.yaml
kind: CronJob
metadata: { name: z }
spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: d }] } } } } }
`;

describe("readObjects", () => {
  it("gives kind, name, source and value of each, and leaves out what is empty", () => {
    expect(readObjects(text).map((o) => [title(o), o.source])).toEqual([
      ["Deployment a", "openim/charts/a/templates/deployment.yaml"],
      ["CronJob z", "openim/templates/cron.yaml"],
    ]);
  });

  it("names the template of one that is not YAML", () => {
    expect(() => readObjects("---\n# Source: openim/charts/a/templates/x.yaml\na: [\n")).toThrow("openim/charts/a/templates/x.yaml");
  });
});

describe("podTemplate", () => {
  it("is found in every kind of workload, and in nothing else", () => {
    const [deployment, cron] = readObjects(text);
    expect([deployment, cron].map((o) => o && containers(podTemplate(o) ?? {}).map((c) => c["name"]))).toEqual([["i", "c"], ["d"]]);
    const [service, pod] = readObjects("kind: Service\nspec: { template: {} }\n---\nkind: Pod\nspec: { containers: [{ name: p }] }\n");
    expect(service && podTemplate(service)).toBeUndefined();
    expect(pod && containers(podTemplate(pod) ?? {}).map((c) => c["name"])).toEqual(["p"]);
  });
});

describe("list", () => {
  it("is empty where there is none", () => {
    expect(list({ a: { b: [{ c: 1 }, "text"] } }, "a", "b")).toEqual([{ c: 1 }]);
    expect(list({ a: 1 }, "a", "b")).toEqual([]);
  });
});

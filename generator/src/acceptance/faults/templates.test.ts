import { describe, expect, it } from "vitest";
import { configMaps, startupCommand, withAbsentImage, withFullDisk, withVariable } from "./templates.ts";

const template = {
  metadata: { labels: { a: "b" } },
  spec: {
    initContainers: [{ name: "prepare", volumeMounts: [{ name: "data", mountPath: "/data" }, { name: "config", mountPath: "/config" }] }],
    containers: [
      { name: "main", image: "r.acme.io:5000/openim/api:v1@sha256:ab", env: [{ name: "A", value: "1" }, { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }], startupProbe: { exec: { command: ["sh", "/config/registered.sh"] } }, volumeMounts: [{ name: "data", mountPath: "/data" }] },
      { name: "beside", image: "r.acme.io/other:v2" },
    ],
    volumes: [{ name: "config", configMap: { name: "openim-api" } }, { name: "tmp", emptyDir: {} }],
  },
};
const main = (changed: unknown) => (changed as typeof template).spec.containers[0];

describe("a pod's template", () => {
  it("with a wrong variable in place of a Secret's, and nothing else", () => {
    const changed = withVariable(template, "PASSWORD", "wrong");
    expect(main(changed)?.env).toEqual([{ name: "A", value: "1" }, { name: "PASSWORD", value: "wrong" }]);
    expect(JSON.stringify(changed)).toBe(JSON.stringify(template).replace('{"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}', '{"name":"PASSWORD","value":"wrong"}'));
    expect(withVariable(template, "OTHER", "wrong")).toBeUndefined();
  });

  it.each([
    { image: "r.acme.io:5000/openim/api:v1@sha256:ab", want: "r.acme.io:5000/openim/api:absent" },
    { image: "r.acme.io:5000/openim/api", want: "r.acme.io:5000/openim/api:absent" },
    { image: "redis:8", want: "redis:absent" },
  ])("with an absent image for $image", ({ image, want }) => {
    expect(main(withAbsentImage({ spec: { containers: [{ image }] } }, "absent"))?.image).toBe(want);
  });

  it("with a full volume wherever that of the claim was", () => {
    const { spec } = withFullDisk(template, "data", "4Ki") as unknown as typeof template;
    expect([spec.initContainers, spec.containers].flat().flatMap((c) => ("volumeMounts" in c ? (c.volumeMounts ?? []).map(({ name }) => name) : []))).toEqual(["fault-full", "config", "fault-full"]);
    expect(spec.volumes.at(-1)).toEqual({ name: "fault-full", emptyDir: { medium: "Memory", sizeLimit: "4Ki" } });
  });

  it("says what it reads and runs", () => {
    expect(configMaps(template)).toEqual(["openim-api"]);
    expect(startupCommand(template)).toEqual(["sh", "/config/registered.sh"]);
    expect(startupCommand({ spec: { containers: [{}] } })).toBeUndefined();
  });
});

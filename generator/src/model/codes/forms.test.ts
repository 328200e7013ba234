import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { registryForm, storageClassForm } from "./forms.ts";

describe("a registry", () => {
  it.each(["", "docker.io", "Registry.acme.io", "registry.acme.io:5000", "registry.cn-hangzhou.aliyuncs.com/openimsdk", "localhost:5000/a/b-c_d.e", "[2001:db8::1]:5000/openim"])("may be %j", (text) => {
    expect(text).toMatch(new RegExp(registryForm));
  });

  it.each(["registry.acme.io/", "https://registry.acme.io", "registry.acme.io/OpenIM", "registry.acme.io ", " registry.acme.io", "registry .io", "registry.acme.io:", "registry.acme.io:70000", "registry..io", "-registry.io", "registry.acme.io//openim", "registry.acme.io/openim:v1", "user@registry.acme.io"])("is not %j", (text) => {
    expect(text).not.toMatch(new RegExp(registryForm));
  });

  it("has the same form in the values of every image", () => {
    const shared = parse(readFileSync(join(import.meta.dirname, "../../../templates/shared/values.schema.yaml"), "utf8")) as { image: { properties: { registry: { pattern: string } } } };
    expect(shared.image.properties.registry.pattern).toBe(registryForm);
  });
});

describe("a storage class", () => {
  it.each(["", "-", "fast", "csi.example.com", "a1-b2"])("may be %j", (text) => {
    expect(text).toMatch(new RegExp(storageClassForm));
  });

  it.each(["Fast", "fast_ssd", "fast ", "-fast", "fast/ssd", "fast."])("is not %j", (text) => {
    expect(text).not.toMatch(new RegExp(storageClassForm));
  });
});

import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { type Swagger, type SwaggerNode, swaggerSchemas } from "./swagger.ts";

const ref = (name: string): SwaggerNode => ({ $ref: `#/definitions/${name}` });

// The forms that occur in Kubernetes' own file, in small.
const swagger: Swagger = {
  definitions: {
    "io.k8s.api.apps.v1.Deployment": {
      type: "object",
      required: ["spec"],
      properties: { apiVersion: { type: "string" }, kind: { type: "string" }, spec: ref("Spec") },
      "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Deployment" }],
    },
    "io.k8s.api.core.v1.ConfigMap": {
      type: "object",
      properties: { data: { type: "object", additionalProperties: { type: "string" } }, immutable: { type: "boolean" } },
      "x-kubernetes-group-version-kind": [{ group: "", version: "v1", kind: "ConfigMap" }],
    },
    "io.k8s.api.networking.v1.NetworkPolicy": {
      type: "object",
      "x-kubernetes-group-version-kind": [{ group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy" }],
    },
    "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions": {
      type: "object",
      "x-kubernetes-group-version-kind": [
        { group: "", version: "v1", kind: "DeleteOptions" },
        { group: "apps", version: "v1", kind: "DeleteOptions" },
      ],
    },
    "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: "string", format: "int-or-string" },
    Spec: {
      type: "object",
      required: ["containers"],
      properties: {
        containers: { type: "array", items: ref("Container") },
        replicas: { type: "integer", format: "int32" },
        policy: { type: "string", enum: ["Always", "Never"] },
        started: { type: "string", format: "date-time" },
        maxSurge: ref("io.k8s.apimachinery.pkg.util.intstr.IntOrString"),
        raw: ref("Raw"),
        free: ref("Free"),
        anything: ref("Anything"),
        tree: ref("Tree"),
      },
    },
    Container: {
      type: "object",
      required: ["cpu"],
      properties: { cpu: ref("io.k8s.apimachinery.pkg.api.resource.Quantity") },
    },
    Raw: { type: "object" },
    Free: { type: "object", properties: { known: { type: "string" } }, "x-kubernetes-preserve-unknown-fields": true },
    Anything: {},
    Tree: { type: "object", properties: { name: { type: "string" }, child: ref("Tree") } },
  },
};

const schemas = swaggerSchemas(swagger);

test("one file for each kind, named as kubeconform asks", () => {
  expect([...schemas.keys()]).toEqual(["deployment-apps-v1.json", "configmap-v1.json", "networkpolicy-networking-v1.json"]);
});

test("nothing refers to anything outside its file", () => {
  expect(JSON.stringify([...schemas.values()])).not.toContain("$ref");
});

const validate = new Ajv({ strict: false, validateFormats: false }).compile(schemas.get("deployment-apps-v1.json") ?? false);
const container = { cpu: "100m" };

describe("a Deployment's spec", () => {
  test.each([
    { title: "the least", spec: { containers: [container] }, want: true },
    { title: "a quantity as a number", spec: { containers: [{ cpu: 0.5 }] }, want: true },
    { title: "a quantity as something else", spec: { containers: [{ cpu: true }] }, want: false },
    { title: "int or string: a number", spec: { containers: [], maxSurge: 1 }, want: true },
    { title: "int or string: a text", spec: { containers: [], maxSurge: "25%" }, want: true },
    { title: "int or string: something else", spec: { containers: [], maxSurge: 1.5 }, want: false },
    { title: "null where optional", spec: { containers: [], replicas: null, policy: null, maxSurge: null, raw: null, started: null }, want: true },
    { title: "null where required", spec: { containers: null }, want: false },
    { title: "null in a list", spec: { containers: [null] }, want: false },
    { title: "a required field missing", spec: {}, want: false },
    { title: "an unknown field", spec: { containers: [], replica: 1 }, want: false },
    { title: "an unknown field deeper down", spec: { containers: [{ cpu: 1, image: "x" }] }, want: false },
    { title: "a value outside its list", spec: { containers: [], policy: "Sometimes" }, want: false },
    { title: "an object without declared fields", spec: { containers: [], raw: { a: { b: 1 } } }, want: true },
    { title: "unknown fields where they are preserved", spec: { containers: [], free: { known: "x", other: 1 } }, want: true },
    { title: "a wrong type where unknown fields are preserved", spec: { containers: [], free: { known: 1 } }, want: false },
    { title: "a node that declares nothing", spec: { containers: [], anything: [1, "a"] }, want: true },
    { title: "a type in itself, first turn", spec: { containers: [], tree: { nam: "x" } }, want: false },
    { title: "a type in itself, second turn", spec: { containers: [], tree: { child: { whatever: 1 } } }, want: true },
  ])("$title → $want", ({ spec, want }) => {
    expect(validate({ apiVersion: "apps/v1", kind: "Deployment", spec })).toBe(want);
  });

  test("of another apiVersion is not this kind", () => {
    expect(validate({ apiVersion: "apps/v1beta1", kind: "Deployment", spec: { containers: [] } })).toBe(false);
  });
});

test("values of a map keep their type and may not be null", () => {
  const configMap = new Ajv({ strict: false }).compile(schemas.get("configmap-v1.json") ?? false);
  expect(configMap({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } })).toBe(true);
  expect(configMap({ apiVersion: "v1", kind: "ConfigMap", data: { a: 1 } })).toBe(false);
  expect(configMap({ apiVersion: "v1", kind: "ConfigMap", data: { a: null } })).toBe(false);
});

import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { customSchemas } from "./custom-resources.ts";

const text = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: routes.example.com
  names: { kind: Route, plural: routes }
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            spec:
              type: object
              properties:
                mode: { type: string, enum: [a, b] }
                port: { x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: string } } }
    - name: v1alpha1
      schema: { openAPIV3Schema: { type: object } }
---
kind: CustomResourceDefinition
spec: { group: x, names: { kind: Other }, versions: [{ name: v1, schema: { openAPIV3Schema: { type: object } } }] }
---
kind: ConfigMap
`;

const schemas = customSchemas(text, ["Route"]);

it("makes a schema of every version of the wanted kinds, under kubeconform's name", () => {
  expect([...schemas.keys()]).toEqual(["route-routes-v1.json", "route-routes-v1alpha1.json"]);
});

describe("a schema", () => {
  const check = new Ajv({ strict: false }).compile(schemas.get("route-routes-v1.json") ?? {});
  const route = (spec: object, more: object = {}) => ({ apiVersion: "routes.example.com/v1", kind: "Route", metadata: { name: "a", labels: {} }, spec, ...more });
  it.each([
    ["what it describes", route({ mode: "a", port: 80 }), true],
    ["a port by name", route({ port: "http" }), true],
    ["free fields where they are free", route({ free: { b: 1 } }), true],
    ["an unknown field", route({ mod: "a" }), false],
    ["an unknown word", route({ mode: "c" }), false],
    ["another API", route({}, { apiVersion: "routes.example.com/v2" }), false],
    ["what must be there and is not", { apiVersion: "routes.example.com/v1", kind: "Route" }, false],
  ])("on %s", (_, value, want) => expect(check(value)).toBe(want));
});

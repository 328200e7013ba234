import { describe, expect, it } from "vitest";
import { schemaFindings } from "./kubeconform-output.ts";

describe("schemaFindings", () => {
  it("takes what is invalid or could not be checked, and nothing else", () => {
    const report = {
      resources: [
        { kind: "Service", name: "a", status: "statusInvalid", msg: "spec.ports: got string" },
        { kind: "Job", name: "b", status: "statusError", msg: "could not find schema" },
        { kind: "Pod", name: "c", status: "statusValid", msg: "" },
        { kind: "HTTPRoute", name: "d", status: "statusSkipped", msg: "" },
      ],
    };
    expect(schemaFindings(JSON.stringify(report)).map((d) => `${d.code} ${d.message}`)).toEqual(["kubernetes-schema Service a: spec.ports: got string", "kubernetes-schema Job b: could not find schema"]);
  });

  it("finds nothing in a good report", () => {
    expect(schemaFindings("{}")).toEqual([]);
    expect(schemaFindings('{"resources":[]}')).toEqual([]);
  });
});

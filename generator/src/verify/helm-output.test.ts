import { describe, expect, it } from "vitest";
import { lintFindings, templateFailure } from "./helm-output.ts";

const lint = `==> Linting charts/mongodb
[INFO] Chart.yaml: icon is recommended
[ERROR] values.yaml: - at '/replicaCount': got string, want integer

==> Linting charts/openim-api
[WARNING] templates/: something old
[ERROR] templates/service.yaml: unable to parse YAML: error converting YAML to JSON: yaml: line 3

==> Linting charts/redis

Error: 3 chart(s) linted, 2 chart(s) failed
`;

describe("lintFindings", () => {
  it("takes errors, each with its chart, and no advice", () => {
    expect(lintFindings(lint).map((d) => `${d.code} ${d.message}`)).toEqual([
      "helm-lint mongodb: values.yaml: - at '/replicaCount': got string, want integer",
      "helm-lint openim-api: templates/service.yaml: unable to parse YAML: error converting YAML to JSON: yaml: line 3",
    ]);
  });

  it("places what Helm places", () => {
    expect(lintFindings(lint).map((d) => d.position?.file)).toEqual([undefined, "charts/openim-api/templates/service.yaml"]);
  });

  it("finds nothing in a good report", () => {
    expect(lintFindings("==> Linting charts/a\n[INFO] Chart.yaml: icon is recommended\n\n1 chart(s) linted, 0 chart(s) failed\n")).toEqual([]);
  });
});

describe("templateFailure", () => {
  const rows = [
    {
      given: "Error: execution error at (openim/charts/openim-edge/templates/configmap.yaml:1:14): global.openim.publicURL is needed\n\nUse --debug flag to render out invalid YAML\n",
      place: { file: "charts/openim-edge/templates/configmap.yaml", line: 1, column: 14 },
      message: "With the values of prod: execution error at (openim/charts/openim-edge/templates/configmap.yaml:1:14): global.openim.publicURL is needed",
    },
    {
      given: "Error: parse error at (openim/templates/checks.yaml:3): undefined function\n",
      place: { file: "charts/openim/templates/checks.yaml", line: 3, column: 1 },
      message: "With the values of prod: parse error at (openim/templates/checks.yaml:3): undefined function",
    },
    { given: "Error: values don't meet the specifications\netcd:\n- at '': additional properties 'x' not allowed\n", place: undefined, message: "With the values of prod: values don't meet the specifications\netcd:\n- at '': additional properties 'x' not allowed" },
  ];
  it.each(rows)("places $given", ({ given, place, message }) => {
    const found = templateFailure("prod", given);
    expect(found).toMatchObject({ code: "helm-template", message });
    expect(found.position).toEqual(place);
  });
});

import { expect, it } from "vitest";
import { codes } from "../../model/codes.ts";
import { policyCodes } from "../../model/codes/policies.ts";
import { kubeLinter } from "./kube-linter.ts";

it("answers each check with codes that exist, or says why not", () => {
  const answers = Object.entries(kubeLinter);
  expect(answers.length).toBeGreaterThan(85);
  expect(answers.filter(([, answer]) => (typeof answer === "string" ? answer.length < 20 : answer.length === 0 || answer.some((code) => !(code in codes)))).map(([name]) => name)).toEqual([]);
});

it("leaves few policies that kube-linter does not know", () => {
  const known = new Set<string>(Object.values(kubeLinter).flatMap((answer) => (typeof answer === "string" ? [] : answer)));
  const ours = Object.keys(policyCodes).filter((code) => !known.has(code));
  expect(ours).toEqual(["policy-seccomp", "policy-service-links", "policy-quantity", "policy-port-twice", "policy-init", "policy-version-label", "policy-grace", "policy-autoscaler", "policy-labels"]);
});

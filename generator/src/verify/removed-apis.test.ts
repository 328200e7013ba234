import { expect, it } from "vitest";
import { readObjects } from "./objects.ts";
import { removedApis } from "./removed-apis.ts";

const removed = [{ apiVersion: "policy/v1beta1", kind: "PodDisruptionBudget", removedIn: "1.25", replacement: "policy/v1" }];
const budget = (apiVersion: string) => readObjects(`# Source: x\napiVersion: ${apiVersion}\nkind: PodDisruptionBudget\nmetadata: { name: a }\n`);

it("refuses an API that is gone and names the one to use", () => {
  const [found] = removedApis(budget("policy/v1beta1"), removed);
  expect(found?.code).toBe("removed-api");
  expect(found?.hint).toContain("policy/v1");
});

it("lets the one that is served pass", () => {
  expect(removedApis(budget("policy/v1"), removed)).toEqual([]);
});

import { expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { givenNames, knownSecrets } from "./known-secrets.ts";

it("knows the Secrets that are made, with their keys, and those that the site names, without", () => {
  const plan = {
    charts: [
      { kind: "credentials", view: { secrets: [{ object: "im", keys: [{ key: "secret" }] }, { object: "mongodb", keys: [{ key: "username" }, { key: "password" }] }] } },
      { kind: "module", view: { secrets: [{ object: "not-made-here", keys: [] }] } },
    ],
  } as unknown as Plan;
  const values = { global: { openim: { redis: { existingSecret: "site-redis" }, mongodb: { existingSecret: "" } } }, list: [{ tls: { secretName: "site-tls" } }], secretName: 3 };
  expect([...knownSecrets(plan, "demo", values)]).toEqual([
    ["demo-im", ["secret"]],
    ["demo-mongodb", ["username", "password"]],
    ["site-redis", undefined],
    ["site-tls", undefined],
  ]);
});

it("knows the claims, ConfigMaps and accounts that the site names", () => {
  const values = { persistence: { existingClaim: "site-data" }, extraVolumes: [{ name: "a", persistentVolumeClaim: { claimName: "site-more" } }, { name: "b", configMap: { name: "site-config" } }], edge: { serviceAccount: { name: "site-edge" }, ca: { configMapName: "site-ca" } }, api: { serviceAccount: { name: "" } }, existingClaim: 3 };
  expect([...givenNames(values)].sort()).toEqual(["site-ca", "site-config", "site-data", "site-edge", "site-more"]);
});

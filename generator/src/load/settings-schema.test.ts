import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { minimal, realCatalog, realInputs } from "../../test/helpers/real.ts";
import { prepare } from "../cli/prepare.ts";
import { at, setAt, type Json, type JsonObject } from "../model/json.ts";

const schema = prepare(realInputs(minimal)).prepared?.schema ?? {};
const check = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);

describe("settingsSchema", () => {
  it("is draft-07, and closed wherever openim.yaml has keys of ours", () => {
    expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
    for (const path of [[], ["charts"], ["images"], ["modules"], ["infra"], ["config"], ["exposure"], ["credentials"]]) {
      expect(at(schema, [...path.flatMap((key) => ["properties", key]), "additionalProperties"]), path.join(".")).toBe(false);
    }
    expect(at(schema, ["definitions", "environment", "additionalProperties"])).toBe(false);
  });

  it("describes every key of every block", () => {
    const silent: string[] = [];
    const walk = (node: JsonObject, path: string): void => {
      for (const [key, child] of Object.entries((node["properties"] ?? {}) as JsonObject)) {
        const here = `${path}.${key}`;
        const of = child as JsonObject;
        // Sections of configuration files are named by their keys.
        if (of["description"] === undefined && of["properties"] === undefined) silent.push(here);
        walk(of, here);
      }
    };
    walk(schema, "");
    expect(silent).toEqual([]);
  });

  it("accepts every default of every configuration file", () => {
    const wrong = [...realCatalog().config.values()].flatMap((file) =>
      file.keys.flatMap((key) => (check(setAt({}, ["config", file.id, ...key.path], key.default as Json)) ? [] : [`${file.id}: ${key.path.join(".")} ${JSON.stringify(check.errors?.[0]?.message)}`])),
    );
    expect(wrong).toEqual([]);
  });

  const rows: readonly { readonly given: JsonObject; readonly want: boolean }[] = [
    { given: {}, want: true },
    { given: { publicURL: "https://im.acme.io", profile: "lite" }, want: true },
    { given: { charts: { version: "1.2.3-rc.1" } }, want: true },
    { given: { charts: { version: "v1.2.3" } }, want: false },
    { given: { charts: { version: "1.2" } }, want: false },
    { given: { images: { overrides: { "openim-server": { digest: `sha256:${"a".repeat(64)}` } } } }, want: true },
    { given: { images: { overrides: { "openim-server": { digest: "sha256:abc" } } } }, want: false },
    { given: { images: { overrides: { nothing: { tag: "v1" } } } }, want: false },
    { given: { infra: { redis: { addresses: ["redis.acme.io:6379", "[2001:db8::1]:6379", "10.0.0.1:6379"] } } }, want: true },
    { given: { infra: { redis: { addresses: ["redis://redis.acme.io:6379"] } } }, want: false },
    { given: { infra: { redis: { addresses: ["redis.acme.io"] } } }, want: false },
    { given: { infra: { redis: { addresses: ["redis.acme.io:65535"] } } }, want: true },
    { given: { infra: { redis: { addresses: ["redis.acme.io:65536"] } } }, want: false },
    { given: { infra: { redis: { addresses: ["redis.acme.io:0"] } } }, want: false },
    // One word for the number of pods, whatever runs in them.
    { given: { infra: { redis: { replicas: 0 } } }, want: true },
    { given: { infra: { redis: { replicaCount: 0 } } }, want: false },
    { given: { modules: { "openim-api": { replicaCount: 2 } } }, want: false },
    { given: { environments: { "prod-eu": { tagPolicy: "release" } } }, want: true },
    { given: { environments: { Prod: {} } }, want: false },
    { given: { environments: { prod: { release: "x" } } }, want: false },
    { given: { tagPolicy: "release" }, want: true },
    { given: { tagPolicy: "any" }, want: false },
    { given: { modules: { "openim-api": { replicas: -1 } } }, want: false },
  ];
  it.each(rows)("$given: $want", ({ given, want }) => {
    expect(check(given)).toBe(want);
  });

  const amounts: readonly { readonly of: string; readonly good: readonly Json[]; readonly bad: readonly Json[] }[] = [
    { of: "cpu", good: ["250m", "1", "1.5", 2, 0.5, 0], bad: ["5 cores", "2 ", "1.5m", "-1", -1, "", "1Gi"] },
    // `m` is what people write who mean `M`; Kubernetes takes it for thousandths of a byte.
    { of: "memory", good: ["256Mi", "1Gi", "1.5Gi", "512M", "1000k", "1e9", "1048576", 1048576], bad: ["big", "1 Gi", "1GB", "1gi", "512m", "1Kb", 1.5, -1, ""] },
    { of: "ephemeral-storage", good: ["4Gi", 1048576], bad: ["4 GB"] },
    { of: "nvidia.com/gpu", good: [1, "1"], bad: ["one", true] },
    { of: "hugepages-2Mi", good: ["64Mi"], bad: ["some"] },
    { of: "gpu", good: [], bad: [1] },
  ];
  const resources = (of: string, amount: Json): JsonObject => ({ modules: { "openim-api": { resources: { limits: { [of]: amount } } } } });
  it.each(amounts)("takes for $of: $good, and not $bad", ({ of, good, bad }) => {
    expect(good.filter((amount) => !check(resources(of, amount)))).toEqual([]);
    expect(bad.filter((amount) => check(resources(of, amount)))).toEqual([]);
  });

  it("takes sizes of volumes that Kubernetes takes", () => {
    const size = (given: Json): boolean => check({ infra: { redis: { persistence: { size: given } } } });
    expect(["8Gi", "0.5Ti", "1e10"].filter((s) => !size(s))).toEqual([]);
    expect(["big", "8 Gi", "8GB", "", 8].filter((s) => size(s))).toEqual([]);
  });
});

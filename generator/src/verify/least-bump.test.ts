import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { JsonObject } from "../model/json.ts";
import { leastBump, type Bump } from "./least-bump.ts";
import { readObjects } from "./objects.ts";

const schema: JsonObject = {
  type: "object",
  additionalProperties: false,
  properties: { replicas: { type: "integer", minimum: 1, default: 1 }, mode: { enum: ["a", "b"], default: "a" }, name: { type: "string", default: "" }, free: { type: "object" } },
};
const service = (ports: readonly number[]): JsonObject => ({ kind: "Service", metadata: { name: "im", labels: { "helm.sh/chart": "x-1" } }, spec: { ports: ports.map((port) => ({ port })) } });
const workload = (spec: JsonObject = {}): JsonObject => ({ kind: "StatefulSet", metadata: { name: "im" }, spec: { serviceName: "im", replicas: 1, ...spec } });
const plain = [service([80]), workload()];
const property = (name: string, value: JsonObject): JsonObject => ({ ...schema, properties: { ...(schema["properties"] as JsonObject), [name]: value } });

const rows: readonly { readonly says: string; readonly schema?: JsonObject; readonly before?: JsonObject; readonly objects?: readonly JsonObject[]; readonly source?: string; readonly want: Bump; readonly because?: string }[] = [
  { says: "nothing", want: "none" },
  { says: "only the version of the chart", objects: [{ ...service([80]), metadata: { name: "im", labels: { "helm.sh/chart": "x-2" } } }, workload()], want: "none" },
  { says: "an object is written otherwise", objects: [service([80]), workload({ replicas: 2 })], want: "patch", because: "StatefulSet im differs" },
  { says: "an object of a chart inside is written otherwise", objects: [service([80]), workload({ replicas: 2 })], source: "openim/charts/im/templates/x.yaml", want: "none" },
  { says: "a Service of a chart inside is gone", objects: [workload()], source: "openim/charts/im/templates/x.yaml", want: "major", because: "Service im is gone" },
  { says: "other words", schema: property("name", { type: "string", default: "", description: "Name." }), want: "patch", because: "name is described in other words" },
  { says: "a new value", schema: property("more", { type: "string" }), want: "minor", because: "more is new" },
  { says: "another default", schema: property("replicas", { type: "integer", minimum: 1, default: 2 }), want: "minor", because: "replicas has the default 2, which was 1" },
  { says: "another default in a block", schema: property("free", { type: "object", default: { size: { of: 1 }, same: 2 } }), before: property("free", { type: "object", default: { size: { of: 3 }, same: 2 } }), want: "minor", because: "free.size.of has the default 1, which was 3" },
  { says: "one more choice", schema: property("mode", { enum: ["a", "b", "c"], default: "a" }), want: "minor", because: 'mode takes more than "a", "b"' },
  { says: "a lower minimum", schema: property("replicas", { type: "integer", minimum: 0, default: 1 }), want: "minor", because: "replicas has the minimum 0" },
  { says: "a new object", objects: [...plain, { kind: "ConfigMap", metadata: { name: "im" } }], want: "minor", because: "ConfigMap im is new" },
  { says: "one more port", objects: [service([80, 81]), workload()], want: "patch", because: "Service im differs" },
  { says: "a Job under another name", objects: [...plain, { kind: "Job", metadata: { name: "im-2" } }], want: "patch", because: "Job im-2 is new" },
  { says: "a value less", schema: { ...schema, properties: Object.fromEntries(Object.entries(schema["properties"] as JsonObject).filter(([key]) => key !== "mode")) }, want: "major", because: "mode is no longer accepted" },
  { says: "a choice less", schema: property("mode", { enum: ["a"], default: "a" }), want: "major", because: 'mode must be "a"' },
  { says: "another type", schema: property("replicas", { type: "string", default: 1, minimum: 1 }), want: "major", because: 'replicas is of type "string"' },
  { says: "a higher minimum", schema: property("replicas", { type: "integer", minimum: 2, default: 1 }), want: "major", because: "replicas has the minimum 2" },
  { says: "a pattern", schema: property("name", { type: "string", default: "", pattern: "^a" }), want: "major", because: "name asks for another pattern" },
  { says: "what must be said", schema: { ...schema, required: ["name"] }, want: "major", because: ". requires name" },
  { says: "a free block that is closed", schema: property("free", { type: "object", additionalProperties: false }), want: "major", because: "free accepts no other keys any more" },
  { says: "a Service that is gone", objects: [workload()], want: "major", because: "Service im is gone" },
  { says: "a port that is gone", objects: [service([81]), workload()], want: "major", because: "Service im has no port 80 any more" },
  { says: "a field that cannot change", objects: [service([80]), workload({ serviceName: "other" })], want: "major", because: "StatefulSet im: spec.serviceName cannot change in an upgrade" },
];

const read = (objects: readonly JsonObject[], source = "im/templates/x.yaml") => readObjects(objects.map((o) => `---\n# Source: ${source}\n${stringify(o)}`).join(""));

describe("leastBump", () => {
  it.each(rows)("$says: $want", ({ schema: next = schema, before = schema, objects = plain, source, want, because }) => {
    const found = leastBump({ schema: before, objects: read(plain, source) }, { schema: next, objects: read(objects, source) });
    expect(found.bump).toBe(want);
    expect(found.reasons.map((r) => r.reason)).toEqual(because === undefined ? [] : [because]);
  });

  it("gives every reason for the highest, and none for less", () => {
    const next = property("more", { type: "string" });
    const found = leastBump({ schema, objects: read(plain) }, { schema: { ...next, properties: { ...(next["properties"] as JsonObject), again: {} } }, objects: read([service([80]), workload({ replicas: 3 })]) });
    expect(found).toEqual({ bump: "minor", reasons: [{ bump: "minor", reason: "more is new" }, { bump: "minor", reason: "again is new" }] });
  });
});

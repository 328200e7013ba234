import { describe, expect, it } from "vitest";
import { readYaml } from "../load/yaml.ts";
import type { JsonObject } from "../model/json.ts";
import { resolve } from "../resolve/resolve.ts";
import { explain, type ExplainInput, type Explanation, type Unknown, type Unsaid } from "./explain.ts";
import { explainJson, explainText } from "./explain-text.ts";

const schema: JsonObject = {
  type: "object",
  description: "Everything.",
  additionalProperties: false,
  properties: {
    size: { type: "string", enum: ["small", "large"], description: "How big." },
    module: {
      type: "object",
      description: "One module.",
      additionalProperties: false,
      properties: {
        replicas: { type: "integer", minimum: 0, description: "Pods." },
        context: { type: "object", description: "Free keys." },
        tls: { $ref: "#/definitions/tls" },
      },
    },
    people: { type: "array", description: "Who.", items: { type: "object", additionalProperties: false, properties: { name: { type: "string", description: "Name." } } } },
    password: { type: "string", description: "Never said." },
  },
  definitions: { tls: { type: "object", description: "TLS.", additionalProperties: false, properties: { enabled: { type: "boolean", description: "On." } } } },
};
const text = "size: small\nmodule:\n  context: { user: 7 }\npeople: [{ name: Ann }]\nenvironments:\n  dev: {}\n  prod:\n    module: { replicas: 3 }\n";
const defaults: Readonly<Record<string, Unsaid>> = {
  "module.replicas": { layer: "catalogue", position: { file: "cat.yaml", line: 9, column: 3 }, value: 1, note: "Of the profile small." },
  "module.context": { layer: "catalogue", value: { user: 1, group: 2 } },
  "module.tls.enabled": { layer: "catalogue", value: false },
  password: { layer: "catalogue", note: "From a Secret." },
};

function input(environment?: string): ExplainInput {
  const { source } = readYaml("openim.yaml", text);
  const stack = (name: string | undefined) => resolve(source, { people: [] }, name, []);
  return { schema, stack: stack(environment), others: environment === undefined ? [stack("dev"), stack("prod")] : [], unsaid: (_, path) => defaults[path.join(".")] };
}

function ask(path: string, environment?: string): Explanation {
  const found = explain(input(environment), path === "" ? [] : path.split("."));
  if ("within" in found) throw new Error(`unknown: ${found.key}`);
  return found;
}

describe("explain", () => {
  const rows: readonly { readonly path: string; readonly in?: string; readonly want: Partial<Explanation> }[] = [
    { path: "size", want: { value: "small", type: "one of small, large", documentation: "How big.", note: "" } },
    { path: "module.replicas", want: { value: 1, type: "a whole number, 0 or more", note: "Of the profile small." } },
    { path: "module.replicas", in: "prod", want: { value: 3, environment: "prod", note: "" } },
    { path: "module.replicas", in: "dev", want: { value: 1, environment: "dev" } },
    // What is said lies over the default.
    { path: "module.context", want: { value: { user: 7, group: 2 }, type: "a block of keys" } },
    { path: "module.context.user", want: { value: 7, type: "anything", documentation: "Free keys." } },
    { path: "module.context.group", want: { value: 2 } },
    { path: "module.context.nothing", want: { value: undefined } },
    { path: "module.tls.enabled", want: { value: false, type: "true or false" } },
    { path: "password", want: { value: undefined, note: "From a Secret." } },
    { path: "people.0.name", want: { type: "a text", documentation: "Name." } },
  ];
  it.each(rows)("$path in $in", ({ path, in: environment, want }) => {
    expect(ask(path, environment)).toMatchObject(want);
  });

  const origins: readonly { readonly path: string; readonly in?: string; readonly want: object }[] = [
    { path: "size", want: { layer: "openim.yaml", position: { line: 1, column: 7 } } },
    { path: "module.replicas", want: { layer: "catalogue", position: { file: "cat.yaml", line: 9 } } },
    { path: "module.replicas", in: "prod", want: { layer: "environment", position: { line: 8, column: 25 } } },
    { path: "module.context.user", want: { layer: "openim.yaml", position: { line: 3, column: 20 } } },
    { path: "module.context.group", want: { layer: "catalogue" } },
  ];
  it.each(origins)("$path in $in comes from $want", ({ path, in: environment, want }) => {
    expect(ask(path, environment).origin).toMatchObject(want);
  });

  it("lists the keys of a block, with values where one word tells them", () => {
    expect(ask("module").keys.map((k) => [k.key, k.value])).toEqual([["replicas", 1], ["context", { user: 7, group: 2 }], ["tls", undefined]]);
    expect(ask("").keys.map((k) => k.key)).toEqual(["size", "module", "people", "password"]);
    expect(ask("people").keys.map((k) => k.key)).toEqual(["name"]);
    expect(ask("size").keys).toEqual([]);
  });

  it("shows the environments where one differs, and only there", () => {
    expect(ask("module.replicas").environments.map((e) => [e.environment, e.value])).toEqual([["dev", 1], ["prod", 3]]);
    expect(ask("size").environments).toEqual([]);
    expect(ask("module.replicas", "prod").environments).toEqual([]);
  });

  const unknown: readonly { readonly path: string; readonly want: Unknown }[] = [
    { path: "sizes", want: { key: "sizes", within: [], known: ["size", "module", "people", "password"] } },
    { path: "module.replica", want: { key: "replica", within: ["module"], known: ["replicas", "context", "tls"] } },
    { path: "module.tls.on", want: { key: "on", within: ["module", "tls"], known: ["enabled"] } },
    { path: "size.x", want: { key: "x", within: ["size"], known: [] } },
    { path: "constructor", want: { key: "constructor", within: [], known: ["size", "module", "people", "password"] } },
  ];
  it.each(unknown)("knows no $path", ({ path, want }) => {
    expect(explain(input(), path.split("."))).toEqual(want);
  });
});

describe("explainText", () => {
  it("shows a value with type, place and environments", () => {
    expect(explainText(ask("module.replicas"), "module.replicas")).toMatchInlineSnapshot(`
      "module.replicas
        Pods.

        value        1
        type         a whole number, 0 or more
        from         catalogue, cat.yaml:9:3
                     Of the profile small.

        In the environments:
          dev   1  catalogue, cat.yaml:9:3
          prod  3  environment, openim.yaml:8:25"
    `);
  });

  it("shows a block as its keys", () => {
    expect(explainText(ask("module"), "module")).toMatchInlineSnapshot(`
      "module
        One module.

        replicas  1                     Pods.
        context   {"user":7,"group":2}  Free keys.
        tls                             TLS."
    `);
  });

  it("shows a list as value and keys", () => {
    expect(explainText(ask("people", "dev"), "people")).toMatchInlineSnapshot(`
      "people
        Who.

        environment  dev
        value        [{"name":"Ann"}]
        type         a list; each entry a block of keys
        from         all environments, openim.yaml:4:9

        name  Name."
    `);
  });

  it("says what is not known here", () => {
    expect(explainText(ask("password"), "password")).toContain("value        From a Secret.");
    expect(explainText(ask("module.context.nothing"), "x")).toContain("value        not set");
  });

  it("keeps to the width of a terminal", () => {
    const long: Explanation = { ...ask("module"), keys: [{ key: "k", value: "v".repeat(99), type: "", documentation: "word ".repeat(99) }] };
    expect(Math.max(...explainText(long, "x").split("\n").map((l) => l.length))).toBeLessThanOrEqual(110);
  });
});

describe("explainJson", () => {
  it("has everything for programs", () => {
    expect(JSON.parse(explainJson(ask("module.replicas", "prod")))).toEqual({
      path: "module.replicas",
      environment: "prod",
      value: 3,
      origin: { layer: "environment", file: "openim.yaml", line: 8, column: 25, endColumn: 26 },
      type: "a whole number, 0 or more",
      documentation: "Pods.",
      keys: [],
      environments: [],
    });
    expect(JSON.parse(explainJson(ask("password")))).toMatchObject({ value: null, note: "From a Secret." });
  });
});

import { describe, expect, it } from "vitest";
import { readConfigFile } from "./config-file.ts";

const text = `# A file. Read by nobody.

# Where it listens.
api:
  # Address.
  # All of them.
  # @fixed
  listenIP: 0.0.0.0
  # Ports.
  # @upstream [1]
  ports:
    - 10002
# How much.
# @range 0..6
level: 3
# Ratio, at least this.
# @range 0..
ratio: 1.5
# Patience.
# @range 0..9
# @in openim-push, openim-msgtransfer: 7
patience: 3
# Choice.
# @enum minio, "", 1, true
choice: minio
# Names.
# @items string
names: []
# Numbers.
# @items integer
numbers: []
# Address of the pod.
# @env pod-ip
ip: ""
# Password.
# @secret mongodb password
password: ""
# Name.
# @secret mongodb username encoded
user: ""
# Token.
# @secret push vendor-token?
token: ""
# Servers.
# @from etcd.addresses
servers:
  - localhost:2379
# On.
on: true
`;

function read(given: string) {
  return readConfigFile("server", "demo", "demo.yml", "cat/demo.yml", given);
}

describe("readConfigFile", () => {
  const { config, diagnostics } = read(text);
  const keys = new Map(config.keys.map((k) => [k.path.join("."), k]));

  it("reads a file without mistakes", () => {
    expect(diagnostics).toEqual([]);
    expect(config).toMatchObject({ part: "server", id: "demo", name: "demo.yml", file: "cat/demo.yml", description: "A file. Read by nobody." });
  });

  const rows = [
    { given: "api.listenIP", want: { type: "string", default: "0.0.0.0", description: "Address. All of them.", source: { kind: "fixed" }, line: 8 } },
    { given: "api.ports", want: { type: "array", items: "integer", default: [10002], description: "Ports.", line: 11 } },
    { given: "level", want: { type: "integer", default: 3, minimum: 0, maximum: 6, description: "How much.", line: 15 } },
    { given: "ratio", want: { type: "number", default: 1.5, minimum: 0, description: "Ratio, at least this.", line: 18 } },
    { given: "patience", want: { type: "integer", default: 3, minimum: 0, maximum: 9, elsewhere: { components: ["openim-push", "openim-msgtransfer"], value: 7 }, description: "Patience.", line: 22 } },
    { given: "choice", want: { type: "string", default: "minio", enum: ["minio", "", 1, true], description: "Choice.", line: 25 } },
    { given: "names", want: { type: "array", items: "string", default: [], description: "Names.", line: 28 } },
    { given: "numbers", want: { type: "array", items: "integer", default: [], description: "Numbers.", line: 31 } },
    { given: "ip", want: { type: "string", default: "", source: { kind: "pod-ip" }, description: "Address of the pod.", line: 34 } },
    { given: "password", want: { type: "string", default: "", source: { kind: "secret", secret: "mongodb", key: "password", optional: false }, description: "Password.", line: 37 } },
    { given: "user", want: { type: "string", default: "", source: { kind: "secret", secret: "mongodb", key: "username", optional: false, encoded: true }, description: "Name.", line: 40 } },
    { given: "token", want: { type: "string", default: "", source: { kind: "secret", secret: "push", key: "vendor-token", optional: true }, description: "Token.", line: 43 } },
    { given: "servers", want: { type: "array", items: "string", default: ["localhost:2379"], source: { kind: "from", source: "etcd.addresses" }, description: "Servers.", line: 46 } },
    { given: "on", want: { type: "boolean", default: true, description: "On.", line: 49 } },
  ];
  it.each(rows)("reads $given", ({ given, want }) => {
    expect(keys.get(given)).toEqual({ path: given.split("."), ...want });
  });

  it("reads nothing else", () => {
    expect([...keys.keys()]).toEqual(rows.map((r) => r.given));
  });

  it("reads whose connections a key counts, and what 0 means", () => {
    const pool = (tag: string) => read(`# F.\n\n# A.\n# @pool ${tag}\na: 1\n`).config.keys[0]?.pool;
    expect([pool("mongodb"), pool("mongodb 100")]).toEqual([{ store: "mongodb" }, { store: "mongodb", zero: 100 }]);
  });

  it("writes the file for readers of a chart, with tags in words", () => {
    expect(config.text).toContain("  # Address.\n  # All of them.\n  # Fixed by the chart.\n  listenIP: 0.0.0.0\n");
    expect(config.text).toContain("# Ports.\n  # Upstream ships [1].\n");
    expect(config.text).toContain("# Choice.\n# One of: minio, \"\", 1, true.\n");
    expect(config.text).toContain("# Password.\n# From a Secret, set by a variable.\n");
    expect(config.text).toContain("# Servers.\n# Computed by the chart.\n");
    expect(config.text).not.toContain("@");
    expect(config.text).toMatch(/[^\n]\n$/);
  });

  const broken = [
    { name: "no description", given: "# F.\n\na: 1\n", want: "3 `a` has no description." },
    { name: "no value", given: "# F.\n\n# A.\na:\n", want: "4 `a` has no value" },
    { name: "an empty list of unknown things", given: "# F.\n\n# A.\na: []\n", want: "4 `a` is an empty list" },
    { name: "@items of something else", given: "# F.\n\n# A.\n# @items boolean\na: []\n", want: "5 `a` is an empty list" },
    { name: "@secret without a key", given: "# F.\n\n# A.\n# @secret mongodb\na: \"\"\n", want: "5 `@secret` needs" },
    { name: "@secret with a word too many", given: "# F.\n\n# A.\n# @secret mongodb password encodet\na: \"\"\n", want: "5 `@secret` ends with `encodet`" },
    { name: "a misspelt tag", given: "# F.\n\n# A.\n# @rang 0..1\na: 1\n", want: "5 `a` has the tag `@rang`" },
    { name: "a pool of nothing", given: "# F.\n\n# A.\n# @pool\na: 1\n", want: "5 `@pool` needs a store" },
    { name: "a pool of a text", given: "# F.\n\n# A.\n# @pool mongodb\na: many\n", want: "5 `@pool` needs a store" },
    { name: "another value without a component", given: "# F.\n\n# A.\n# @in 5\na: 1\n", want: "5 `@in` of `a` cannot be read" },
    { name: "another value of another kind", given: "# F.\n\n# A.\n# @in openim-push: much\na: 1\n", want: "5 `@in` of `a` gives `much`, which is no integer" },
    { name: "another value outside the range", given: "# F.\n\n# A.\n# @range 1..9\n# @in openim-push: 0\na: 1\n", want: "6 `@in` of `a` gives `0`, which is outside its range" },
    { name: "another value of a list", given: "# F.\n\n# A.\n# @in openim-push: 5\na: [1]\n", want: "5 `@in` of `a` gives a list" },
    { name: "a range that is none", given: "# F.\n\n# A.\n# @range 0-6\na: 1\n", want: "5 `a` has no range" },
  ];
  it.each(broken)("complains about $name, at its line", ({ given, want }) => {
    const { diagnostics: found } = read(given);
    expect(found.map((d) => d.code)).toEqual(["catalog-annotation"]);
    expect(`${found[0]?.position?.line} ${found[0]?.message}`).toContain(want);
  });

  it("complains about syntax, at its place", () => {
    expect(read("# F.\n\n# A.\na: [1\n").diagnostics[0]).toMatchObject({ code: "yaml-syntax", position: { file: "cat/demo.yml", line: 5 } });
  });
});

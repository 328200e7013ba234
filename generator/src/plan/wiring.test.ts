import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import type { ConfigKey } from "../model/catalog.ts";
import { shortName, wireOf, wires, wiringText } from "./wiring.ts";

const { catalog } = miniCatalog();

function key(source: string): ConfigKey {
  return { path: ["a"], type: "string", default: "", description: "A.", line: 1, source: { kind: "from", source } };
}

describe("wireOf", () => {
  const rows = [
    { given: "mongodb.addresses", want: { store: "mongodb", expression: '{{ include "<% name %>.mongodb.addresses" . }}' } },
    { given: "mongodb.database", want: { store: "mongodb", expression: "{{ .Values.global.openim.mongodb.database | toJson }}" } },
    { given: "mongodb.uri", want: { store: "mongodb", expression: '{{ "mongodb://x" | quote }}' } },
    { given: "publicURL", want: { expression: '{{ printf "%s" (trimSuffix "/" .Values.global.openim.publicURL) | quote }}' } },
    { given: "publicURL/api", want: { expression: '{{ printf "%s/api" (trimSuffix "/" .Values.global.openim.publicURL) | quote }}' } },
    { given: "service:api:http", want: { module: "api", expression: '{{ printf "http://%s-api:10002" (include "<% name %>.instance" .) | quote }}' } },
    { given: "mongodb.nothing", want: undefined },
    { given: "nothing.addresses", want: undefined },
    { given: "service:api:grpc", want: undefined },
    { given: "service:gone:http", want: undefined },
  ];
  it.each(rows)("understands $given", ({ given, want }) => {
    expect(wireOf(catalog, key(given))).toEqual(want === undefined ? undefined : { path: ["a"], ...want });
  });

  it("computes only what says so", () => {
    expect(wireOf(catalog, { ...key("x"), source: { kind: "fixed" } })).toBeUndefined();
  });
});

describe("wires", () => {
  const of = (name: string, file: string) => {
    const component = catalog.components.get(name);
    const config = catalog.config.get(file);
    return component === undefined || config === undefined ? [] : wires(catalog, config, component).map((w) => w.path.join("."));
  };

  it("leaves out what the component never connects to", () => {
    expect(of("worker", "mongodb")).toEqual(["address", "database", "uri"]);
    expect(of("api", "mongodb")).toEqual([]);
    // The worker does not call the API.
    expect(of("worker", "worker")).toEqual(["files"]);
    expect(of("door", "worker")).toEqual(["files", "api"]);
  });
});

describe("wiringText", () => {
  it("nests as the file does, in the order of the keys", () => {
    const list = [
      { path: ["tls", "enabled"], expression: "{{ true }}" },
      { path: ["address"], expression: "[a]" },
      { path: ["tls", "ca", "file"], expression: "x" },
    ];
    expect(wiringText(list)).toBe("address: [a]\ntls:\n  ca:\n    file: x\n  enabled: {{ true }}");
  });

  it("is empty for nothing", () => {
    expect(wiringText([])).toBe("");
  });
});

describe("shortName", () => {
  it.each([["openim-rpc-auth", "rpc-auth"], ["mongodb", "mongodb"], ["my-openim-x", "my-openim-x"]])("of %s is %s", (given, want) => {
    expect(shortName(given)).toBe(want);
  });
});

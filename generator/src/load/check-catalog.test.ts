import { describe, expect, it } from "vitest";
import { brief, miniCatalog } from "../../test/helpers/mini.ts";

const file = "openim/r1/modules/extra.yaml";
const module = (more: string): string => `name: extra\nkind: module\ndescription: More.\npart: server\n${more}`;

const rows: readonly { readonly name: string; readonly given: Readonly<Record<string, string>>; readonly want: string; readonly message?: string }[] = [
  { name: "a store that is not there", given: { [file]: module("needs: { stores: [mongodb, mongo] }\n") }, want: "catalog-reference 5:28", message: "Store `mongo`" },
  { name: "a module in the place of a store", given: { [file]: module("needs: { stores: [api] }\n") }, want: "catalog-reference 5:19" },
  { name: "a module that is not there", given: { [file]: module("needs: { modules: [\"wroker:grpc\"] }\n") }, want: "catalog-reference 5:20" },
  { name: "a port that its module has not", given: { [file]: module("needs: { modules: [\"worker:http\"] }\n") }, want: "catalog-reference 5:20", message: "Port of worker `http`" },
  { name: "a configuration file that is not there", given: { [file]: module("files: [shore]\n") }, want: "catalog-reference 5:9" },
  { name: "a part that the release has not", given: { [file]: "name: extra\nkind: module\ndescription: More.\npart: sever\n" }, want: "catalog-reference 4:7" },
  { name: "an image that the release has not", given: { [file]: module("image: servre\n") }, want: "catalog-reference 5:8" },
  { name: "a kind without templates", given: { [file]: "name: extra\nkind: modul\ndescription: More.\n" }, want: "catalog-reference 2:7", message: "Kind of chart `modul`" },
  { name: "a probe of a port that is not there", given: { [file]: module("probes: { readiness: { tcp: http } }\n") }, want: "catalog-reference 5:22", message: "readiness" },
  {
    name: "a port that differs from the configuration",
    given: { [file]: module("files: [extra]\nports: [{ name: http, number: 8080, key: ports, protocol: http }]\n"), "openim/r1/config/server/extra.yml": "# E.\n\n# Ports.\n# @fixed\nports:\n  - 8081\n" },
    want: "catalog-port 6:31",
    message: "[8081]",
  },
  {
    name: "a port whose key is not there",
    given: { [file]: module("files: [extra]\nports: [{ name: http, number: 8080, key: port, protocol: http }]\n"), "openim/r1/config/server/extra.yml": "# E.\n\n# Ports.\n# @fixed\nports:\n  - 8080\n" },
    want: "catalog-port 6:31",
    message: "no such key",
  },
  { name: "a name used twice", given: { "openim/r1/modules/z.yaml": "name: api\nkind: module\ndescription: Again.\n" }, want: "duplicate-name 1:7", message: "modules/api.yaml" },
  { name: "a file of all as its own", given: { [file]: module("files: [share, local-cache]\n"), "openim/r1/modules/third.yaml": "name: third\nkind: module\ndescription: T.\npart: server\nfiles: [api, share]\n" }, want: "wrong-value 5:9", message: "api, third, worker read that one too" },
  { name: "a Secret that is not there", given: { "openim/r1/config/server/share.yml": "# S.\n\n# Token.\n# @secret imm secret\nsecret: \"\"\n" }, want: "catalog-reference 5:1", message: "Secret of `secret`: `imm`" },
  { name: "a key that its Secret has not", given: { "openim/r1/config/server/share.yml": "# S.\n\n# Token.\n# @secret im token\nsecret: \"\"\n" }, want: "catalog-reference 5:1", message: "Key of the Secret im of `secret`: `token`" },
  { name: "a source that is no store", given: { "openim/r1/config/server/share.yml": "# S.\n\n# A.\n# @from etcd.addresses\na: \"\"\n" }, want: "catalog-reference 5:1", message: "Store of `a`: `etcd`" },
  { name: "a pool of connections to a store that does not count them", given: { "openim/r1/config/server/share.yml": "# S.\n\n# A.\n# @pool mongodb\na: 1\n" }, want: "catalog-reference 5:1", message: "Store with `connections` of `a`: `mongodb`" },
  { name: "something that a store does not offer", given: { "openim/r1/config/server/share.yml": "# S.\n\n# A.\n# @from mongodb.adresses\na: \"\"\n" }, want: "catalog-reference 5:1", message: "`adresses`" },
  { name: "a service that is not there", given: { "openim/r1/config/server/share.yml": "# S.\n\n# A.\n# @from service:gate:http\na: \"\"\n" }, want: "catalog-reference 5:1", message: "Module of `a`: `gate`" },
  { name: "a port of a service that is not there", given: { "openim/r1/config/server/share.yml": "# S.\n\n# A.\n# @from service:api:grpc\na: \"\"\n" }, want: "catalog-reference 5:1", message: "Port of api of `a`: `grpc`" },
];

describe("checkCatalog", () => {
  it.each(rows)("reports $name", ({ given, want, message = "" }) => {
    const { diagnostics } = miniCatalog(given);
    expect(diagnostics.map(brief)).toEqual([want]);
    expect(diagnostics[0]?.message).toContain(message);
  });

  it("accepts their neighbours", () => {
    const config = "# E.\n\n# Ports.\n# @fixed\nports:\n  - 8080\n# A.\n# @from mongodb.uri\na: \"\"\n# B.\n# @secret kafka any?\nb: \"\"\n";
    const entry = module("files: [extra, share]\nports: [{ name: http, number: 8080, key: ports, protocol: http }]\nneeds: { stores: [mongodb], modules: [\"worker:grpc\"] }\nimage: server\nprobes: { readiness: { tcp: http }, liveness: { http: http, path: / }, startup: { registration: true } }\n");
    expect(miniCatalog({ [file]: entry, "openim/r1/config/server/extra.yml": config }).diagnostics).toEqual([]);
  });

  it("reports mistakes of several files at once", () => {
    const { diagnostics } = miniCatalog({ [file]: module("nedes: {}\n"), "infra/mysql.yaml": "name: mysql\nkind: store\n", "openim/r1/config/server/api.yml": "# A.\n\na: 1\n" });
    expect(diagnostics.map((d) => `${d.code} ${d.position?.file}`)).toEqual([
      "unknown-key cat/openim/r1/modules/extra.yaml",
      "missing-key cat/infra/mysql.yaml",
      "catalog-annotation cat/openim/r1/config/server/api.yml",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { miniCatalog } from "../../test/helpers/mini.ts";
import { realCatalog } from "../../test/helpers/real.ts";
import { secrets, variables } from "./secrets.ts";

describe("secrets", () => {
  it("has OpenIM's own and one for each store with credentials", () => {
    expect([...secrets(miniCatalog().catalog).values()].map((s) => `${s.name} ${s.valuePath} ${s.store ?? "-"}`)).toEqual(["im credentials.im -", "kafka kafka kafka", "mongodb mongodb mongodb", "push credentials.push -"]);
  });
});

describe("variables", () => {
  const { catalog } = miniCatalog();
  const of = (name: string) => {
    const component = catalog.components.get(name);
    return component === undefined ? [] : variables(catalog, component);
  };

  it("takes the pod's address and the secrets of the own and the shared files", () => {
    expect(of("api")).toEqual([
      { name: "IMENV_API_REGISTERIP", podIP: true },
      { name: "IMENV_SHARE_SECRET", secret: "im", key: "secret" },
    ]);
  });

  it("knows what is optional, and when", () => {
    expect(of("worker")).toEqual([
      // A Secret that only a site makes.
      { name: "IMENV_WORKER_VENDORKEY", secret: "push", key: "vendor-key", condition: ".Values.global.openim.credentials.push.existingSecret", optional: true },
      { name: "IMENV_SHARE_SECRET", secret: "im", key: "secret" },
      // A file that the release reads from variables without the prefix.
      { name: "USER_TOPIC", secret: "im", key: "secret" },
      // A store may have no password when it is the site's.
      { name: "IMENV_MONGODB_PASSWORD", secret: "mongodb", key: "password", optionalWhen: ".Values.global.openim.mongodb.addresses" },
      // A key that only an external store has.
      { name: "IMENV_KAFKA_CLIENTKEY", secret: "kafka", key: "client-key", condition: ".Values.global.openim.kafka.addresses", optional: true },
    ]);
  });

  it("gives nothing of a store that the module never connects to, nor of another's own file", () => {
    const files = { "openim/r1/modules/api.yaml": "name: api\nkind: module\ndescription: A.\npart: server\nfiles: [api, mongodb, worker]\nports: [{ name: http, number: 10002, key: api.ports, protocol: http, service: true }]\n" };
    const changed = miniCatalog(files).catalog;
    const api = changed.components.get("api");
    expect(api && variables(changed, api).map((v) => v.name)).toEqual(["IMENV_API_REGISTERIP"]);
  });

  it("gives nothing to a component that is no part of OpenIM", () => {
    expect(of("page")).toEqual([]);
  });
});

/** Names that the processes were seen to read (rules of the release: prefix, file, key path; camelCase squeezed). */
const measured = [
  { module: "openim-rpc-msg", secret: "mongodb", name: "IMENV_MONGODB_PASSWORD" },
  { module: "openim-rpc-msg", secret: "mongodb", name: "IMENV_MONGODB_USERNAME" },
  { module: "openim-rpc-msg", secret: "kafka", name: "IMENV_KAFKA_PASSWORD" },
  { module: "openim-rpc-user", secret: "redis", name: "IMENV_REDIS_PASSWORD" },
  { module: "openim-rpc-third", secret: "object-storage", name: "IMENV_MINIO_SECRETACCESSKEY" },
  { module: "openim-rpc-third", secret: "object-storage", name: "IMENV_MINIO_ACCESSKEYID" },
  { module: "openim-rpc-third", secret: "object-storage", name: "IMENV_OPENIM_RPC_THIRD_OBJECT_OSS_ACCESSKEYSECRET" },
  { module: "openim-api", secret: "im", name: "IMENV_SHARE_SECRET" },
  { module: "openim-api", secret: "etcd", name: "IMENV_DISCOVERY_ETCD_PASSWORD" },
  { module: "openim-push", secret: "push", name: "IMENV_OPENIM_PUSH_JPUSH_MASTERSECRET" },
  { module: "openim-rpc-user", secret: undefined, name: "IMENV_OPENIM_RPC_USER_RPC_REGISTERIP" },
  { module: "openim-msggateway", secret: undefined, name: "IMENV_OPENIM_MSGGATEWAY_RPC_REGISTERIP" },
  { module: "openim-push", secret: undefined, name: "IMENV_OPENIM_PUSH_RPC_REGISTERIP" },
  { module: "openim-chat-api", secret: "im", name: "CHATENV_SHARE_OPENIM_SECRET" },
  { module: "openim-chat-rpc", secret: "mongodb", name: "CHATENV_MONGODB_PASSWORD" },
  { module: "openim-admin-rpc", secret: "chat", name: "CHATENV_CHAT_RPC_ADMIN_SECRET" },
  { module: "openim-chat-rpc", secret: "chat", name: "CHATENV_CHAT_RPC_CHAT_VERIFYCODE_SUPERCODE" },
  { module: "openim-chat-rpc", secret: "livekit", name: "CHATENV_CHAT_RPC_CHAT_LIVEKIT_SECRET" },
  { module: "openim-chat-rpc", secret: undefined, name: "CHATENV_CHAT_RPC_CHAT_RPC_REGISTERIP" },
];

describe("variables of the release", () => {
  const catalog = realCatalog();
  it.each(measured)("$module reads $name", ({ module, secret, name }) => {
    const component = catalog.components.get(module);
    const found = component === undefined ? undefined : variables(catalog, component).find((v) => v.name === name);
    expect(found).toMatchObject(secret === undefined ? { podIP: true } : { secret });
  });
});

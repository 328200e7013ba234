import { describe, expect, it } from "vitest";
import { realCatalog } from "../../test/helpers/real.ts";
import { environmentVariable } from "./environment-variable.ts";

// As the processes of the release were seen to read them: file, key and variable.
const rows = [
  ["mongodb", "password", "IMENV_MONGODB_PASSWORD"],
  ["mongodb", "address", "IMENV_MONGODB_ADDRESS"],
  ["mongodb", "authSource", "IMENV_MONGODB_AUTHSOURCE"],
  ["redis", "redisMode", "IMENV_REDIS_REDISMODE"],
  ["kafka", "tls.enableTLS", "IMENV_KAFKA_TLS_ENABLETLS"],
  ["minio", "secretAccessKey", "IMENV_MINIO_SECRETACCESSKEY"],
  ["share", "secret", "IMENV_SHARE_SECRET"],
  ["discovery", "etcd.address", "IMENV_DISCOVERY_ETCD_ADDRESS"],
  ["log", "isStdout", "IMENV_LOG_ISSTDOUT"],
  ["openim-api", "prometheus.grafanaURL", "IMENV_OPENIM_API_PROMETHEUS_GRAFANAURL"],
  ["openim-rpc-user", "rpc.registerIP", "IMENV_OPENIM_RPC_USER_RPC_REGISTERIP"],
  ["openim-msggateway", "rpc.registerIP", "IMENV_OPENIM_MSGGATEWAY_RPC_REGISTERIP"],
  ["openim-push", "rpc.registerIP", "IMENV_OPENIM_PUSH_RPC_REGISTERIP"],
  ["openim-rpc-third", "object.oss.accessKeySecret", "IMENV_OPENIM_RPC_THIRD_OBJECT_OSS_ACCESSKEYSECRET"],
  ["openim-push", "jpush.masterSecret", "IMENV_OPENIM_PUSH_JPUSH_MASTERSECRET"],
  ["chat-share", "openIM.secret", "CHATENV_SHARE_OPENIM_SECRET"],
  ["chat-share", "openIM.apiURL", "CHATENV_SHARE_OPENIM_APIURL"],
  ["chat-mongodb", "password", "CHATENV_MONGODB_PASSWORD"],
  ["chat-rpc-admin", "secret", "CHATENV_CHAT_RPC_ADMIN_SECRET"],
  ["chat-rpc-chat", "rpc.registerIP", "CHATENV_CHAT_RPC_CHAT_RPC_REGISTERIP"],
  ["chat-rpc-chat", "verifyCode.superCode", "CHATENV_CHAT_RPC_CHAT_VERIFYCODE_SUPERCODE"],
  ["chat-rpc-chat", "liveKit.secret", "CHATENV_CHAT_RPC_CHAT_LIVEKIT_SECRET"],
  // This release forgets the file in its table of prefixes.
  ["local-cache", "user.topic", "USER_TOPIC"],
  ["local-cache", "group.slotNum", "GROUP_SLOTNUM"],
] as const;

describe("environmentVariable", () => {
  const catalog = realCatalog();
  it.each(rows)("of %s: %s is %s", (id, key, want) => {
    const file = catalog.config.get(id);
    const part = catalog.release.parts[file?.part ?? ""];
    // The key is one that the release reads.
    expect(file?.keys.map((k) => k.path.join("."))).toContain(key);
    expect(file && part && environmentVariable(part, file, key.split("."))).toBe(want);
  });
});

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { md5 } from "../../src/acceptance/digest.ts";
import { decodeMessage, encodeMessage, type Message } from "../../src/acceptance/messages.ts";
import { numberAt, readFields, textAt, writeFields, type Field } from "../../src/acceptance/protobuf.ts";

/** What can be wrong with an installation, as a client meets it. */
export type Fault =
  | "no-api" | "page-everywhere" | "config-open" | "metrics-open" | "spelling-open" | "wrong-secret" | "default-secret" | "default-admin" | "default-code" | "admin-password"
  | "wrong-code" | "chat-away" | "login-refused" | "no-upgrade" | "token-refused" | "silent-gateway" | "not-pushed" | "not-stored" | "not-in-database" | "no-group"
  | "offline-lost" | "body-limit" | "other-host" | "no-x-request-api" | "bad-signature" | "other-bytes" | "public-store" | "one-gateway" | "hangs" | "drops-every-fifth";

export interface FakeOptions {
  readonly faults?: readonly Fault[];
  /** Administrators' calls can be made at the public address. */
  readonly adminOpen?: boolean;
}

export interface Fake {
  readonly url: string;
  /** Where the pods' own ports are, as a cluster would show them. */
  readonly inside: { readonly api: string; readonly chat: string; readonly adminApi: string; readonly gateway: string; readonly gateways: readonly [string, string] };
  /** Cuts every websocket. */
  readonly cut: () => void;
  readonly stored: Map<string, readonly StoredMessage[]>;
  readonly calls: string[];
  readonly close: () => Promise<void>;
}

interface StoredMessage {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

export const fakeCredentials = { imSecret: "s3cret", superCode: "c0de", adminAccount: "adm1n", imAdmin: "imAdmin" } as const;

type Body = Readonly<Record<string, unknown>>;
type Reply = { readonly errCode: number; readonly errMsg?: string; readonly data?: unknown };

const refused = (errCode: number, errMsg: string): Reply => ({ errCode, errMsg });

/** As much of OpenIM behind its edge as a client sees: JSON calls, websocket, objects. Shapes: facts of server v3.8.3 and chat v1.8.4. */
export async function fakeOpenIM({ faults = [], adminOpen = false }: FakeOptions = {}): Promise<Fake> {
  const has = (fault: Fault): boolean => faults.includes(fault);
  const accounts = new Map<string, { readonly userID: string; readonly password: string }>();
  const tokens = new Map<string, string>();
  const groups = new Map<string, readonly string[]>();
  const stored = new Map<string, readonly StoredMessage[]>();
  const objects = new Map<string, Uint8Array>();
  const sockets = new Map<string, Set<WebSocket>>();
  const gateways = [new Set<WebSocket>(), new Set<WebSocket>()] as const;
  const calls: string[] = [];
  let base = "";
  let turn = 0;
  let sends = 0;

  const newToken = (userID: string): string => {
    const token = randomBytes(8).toString("hex");
    tokens.set(token, userID);
    return token;
  };
  const pairs = new Map<string, readonly string[]>();
  const members = (conversation: string): readonly string[] => groups.get(conversation.slice(3)) ?? pairs.get(conversation) ?? [];

  const chat = (path: string, body: Body): Reply | undefined => {
    const user = body["user"] as Readonly<Record<string, string>> | undefined;
    if (path === "/account/register" && user !== undefined) {
      const right = body["verifyCode"] === (has("wrong-code") ? "other" : fakeCredentials.superCode) || (has("default-code") && body["verifyCode"] === "666666");
      if (!right) return refused(20006, "VerifyCodeNotMatch");
      const userID = String(Math.floor(Math.random() * 1e10));
      accounts.set(user["phoneNumber"] ?? "", { userID, password: user["password"] ?? "" });
      return { errCode: 0, data: { userID, chatToken: "chat", imToken: newToken(userID) } };
    }
    if (path === "/account/login") {
      const account = accounts.get(String(body["phoneNumber"]));
      if (account === undefined || has("login-refused") || account.password !== body["password"]) return refused(20001, "PasswordError");
      return { errCode: 0, data: { userID: account.userID, chatToken: "chat", imToken: newToken(account.userID) } };
    }
    return undefined;
  };

  const admin = (path: string, body: Body): Reply | undefined => {
    if (path !== "/account/login") return undefined;
    const { account, password } = body as { account?: string; password?: string };
    const first = has("admin-password") ? "changed" : fakeCredentials.adminAccount;
    if (account === fakeCredentials.adminAccount && password === md5(first)) return { errCode: 0, data: { adminToken: "admin", imToken: "im" } };
    if (has("default-admin") && account === "chatAdmin" && password === md5("chatAdmin")) return { errCode: 0, data: { adminToken: "admin", imToken: "im" } };
    if (account === fakeCredentials.adminAccount) return refused(20001, "PasswordError");
    return account === undefined ? refused(1001, "ArgsError") : refused(20002, "AccountNotFound");
  };

  const api = (path: string, body: Body, token: string): Reply | undefined => {
    if (path === "/auth/get_admin_token") {
      const right = body["secret"] === (has("wrong-secret") ? "other" : fakeCredentials.imSecret) || (has("default-secret") && body["secret"] === "openIM123");
      return right ? { errCode: 0, data: { token: newToken("imAdmin"), expireTimeSeconds: 7776000 } } : refused(1002, "NoPermissionError: secret invalid");
    }
    const who = tokens.get(token);
    if (who === undefined) return refused(token === "" ? 1001 : 1507, "TokenNotExistError");
    if (path === "/user/user_register") return who === "imAdmin" ? { errCode: 0, data: null } : refused(1002, "NoPermissionError");
    if (path === "/auth/get_user_token") return who === "imAdmin" ? { errCode: 0, data: { token: newToken(String(body["userID"])) } } : refused(1002, "NoPermissionError");
    if (path === "/msg/send_msg") {
      if (who !== "imAdmin") return refused(1002, "NoPermissionError");
      accept(encodeMessage({ ...(body as unknown as Message), clientMsgID: randomBytes(8).toString("hex"), content: JSON.stringify(body["content"]) }, Date.now()));
      return { errCode: 0, data: { serverMsgID: "s", clientMsgID: "c", sendTime: Date.now() } };
    }
    if (path === "/msg/newest_seq") return { errCode: 0, data: { maxSeqs: Object.fromEntries([...stored].filter(([c]) => members(c).includes(String(body["userID"]))).map(([c, list]) => [c, list.length])), minSeqs: {} } };
    if (path === "/msg/pull_msg_by_seq") {
      const { conversationID } = (body["seqRanges"] as readonly { conversationID: string }[])[0] as { conversationID: string };
      const list = (stored.get(conversationID) ?? []).map(({ seq, bytes }) => ({ seq, content: Buffer.from(decodeMessage(bytes).content).toString("base64") }));
      return { errCode: 0, data: { msgs: { [conversationID]: { Msgs: list, isEnd: true } } } };
    }
    if (path === "/msg/search_msg") {
      const all = has("not-in-database") ? [] : [...stored.values()].flat();
      return { errCode: 0, data: { chatLogs: all.map(({ bytes }) => ({ chatLog: { content: decodeMessage(bytes).content } })), chatLogsNum: all.length } };
    }
    if (path === "/group/create_group") {
      if (has("no-group")) return refused(500, "ServerInternalError: rpc error: code = Unavailable");
      const groupID = randomBytes(4).toString("hex");
      groups.set(groupID, [who, ...(body["memberUserIDs"] as readonly string[])]);
      return { errCode: 0, data: { groupInfo: { groupID } } };
    }
    if (path === "/object/initiate_multipart_upload") {
      const host = has("other-host") ? "http://external_ip:10005" : base;
      const part = { partNumber: 1, url: "", query: [{ key: "partNumber", values: ["1"] }], header: [{ key: "X-Part", values: ["1"] }] };
      return { errCode: 0, data: { url: "", upload: { uploadID: "u1", partSize: body["partSize"], sign: { url: `${host}/im-minio-api/openim/${String(body["name"])}`, query: [{ key: "X-Amz-Signature", values: ["good"] }], header: [{ key: "X-Whole", values: ["1"] }], parts: [part] } } } };
    }
    if (path === "/object/complete_multipart_upload") return { errCode: 0, data: { url: `${base}${has("no-x-request-api") ? "" : "/api"}/object/${String(body["name"])}` } };
    if (path === "/group/dismiss_group" || path === "/msg/user_clear_all_msg" || path === "/user/get_users_info") return { errCode: 0, data: null };
    return undefined;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, prefix: string): Promise<void> => {
    const inside = prefix !== "";
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts);
    const path = `${prefix}${request.url ?? "/"}`;
    calls.push(`${request.method ?? ""} ${path.split("?")[0] ?? ""}`);
    const send = (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body);
    };
    const json = (reply: Reply | undefined): void => (reply === undefined ? send(404, "404 page not found") : send(200, JSON.stringify({ errCode: reply.errCode, errMsg: reply.errMsg ?? "", errDlt: "", data: reply.data ?? null }), { "content-type": "application/json" }));

    const gateway = /^\/gateway-(\d)\/metrics$/.exec(path)?.[1];
    if (gateway !== undefined) return send(200, `# HELP online_user_num Number\n# TYPE online_user_num gauge\nonline_user_num ${gateways[Number(gateway)]?.size ?? 0}\n`);
    if (path.startsWith("/im-minio-api/")) return object(request.method ?? "", new URL(path, base), raw, request, send);
    if (has("page-everywhere")) return send(200, "<html>nginx</html>", { "content-type": "text/html" });
    if (has("config-open") && path.startsWith("/api/config/")) return json(refused(1501, "TokenExpiredError"));
    if (has("spelling-open") && path.includes("//restart")) return json({ errCode: 0 });
    if (/prometheus_discovery|third\/prometheus|config|restart|%/.test(path) && !inside) return send(404, "not found");
    if (path === "/metrics") return has("metrics-open") ? send(200, "# HELP x y\nx 1\n") : send(200, "<html>client</html>", { "content-type": "text/html" });
    if (request.method === "GET" && path.startsWith("/api/object/")) {
      return send(302, "", { location: `${base}/im-minio-api/openim/${path.slice("/api/object/".length)}?X-Amz-Signature=good` });
    }
    if (request.method !== "POST") return send(200, "<html>client</html>", { "content-type": "text/html" });
    const [, part = "", rest = ""] = /^\/(api|chat|complete_admin)(\/.*)$/.exec(path) ?? [];
    const body = JSON.parse(raw.toString() || "{}") as Body;
    if (part === "chat") return has("chat-away") ? send(502, "Bad Gateway") : json(chat(rest, body));
    if (part === "complete_admin") return inside || adminOpen ? json(admin(rest, body)) : send(404, "not found");
    if (rest === "/auth/get_admin_token" && !inside && !adminOpen) return send(404, "not found");
    if (has("no-api")) return send(503, "no healthy upstream");
    if (has("hangs") && rest === "/group/create_group") return;
    json(api(rest, body, String(request.headers["token"] ?? "")));
  };

  const object = (method: string, url: URL, bytes: Buffer, request: IncomingMessage, send: (status: number, body: string | Uint8Array) => void): void => {
    const key = url.pathname.slice("/im-minio-api/openim/".length);
    const good = url.searchParams.get("X-Amz-Signature") === "good" && !has("bad-signature");
    if (method === "PUT") {
      if (has("body-limit")) return send(413, "Request Entity Too Large");
      const whole = url.searchParams.get("partNumber") === "1" && request.headers["x-whole"] === "1" && request.headers["x-part"] === "1";
      if (!good || !whole) return send(403, "<Code>SignatureDoesNotMatch</Code>");
      objects.set(key, bytes);
      return send(200, "");
    }
    if (!good && !has("public-store")) return send(403, "<Code>AccessDenied</Code>");
    const found = objects.get(key);
    if (found === undefined) return send(404, "<Code>NoSuchKey</Code>");
    send(200, has("other-bytes") ? found.subarray(1) : found);
  };

  const push = (conversation: string, bytes: Uint8Array): void => {
    if (has("not-pushed")) return;
    const data = Buffer.from(writeFields([[1, writeFields([[1, conversation], [2, writeFields([[1, bytes]])]])]])).toString("base64");
    for (const userID of members(conversation)) for (const socket of sockets.get(userID) ?? []) socket.send(Buffer.from(JSON.stringify({ reqIdentifier: 2001, msgIncr: "", operationID: "", errCode: 0, data })));
  };

  /** Stores a message and passes it on. */
  const accept = (data: Uint8Array): Message => {
    const message = decodeMessage(data);
    const conversation = message.groupID === "" ? `si_${[message.sendID, message.recvID].sort().join("_")}` : `sg_${message.groupID}`;
    pairs.set(conversation, [message.sendID, message.recvID]);
    const seq = (stored.get(conversation)?.length ?? 0) + 1;
    const bytes = Buffer.concat([data, writeFields([[14, seq], [15, Date.now()]])]);
    const away = has("offline-lost") && members(conversation).some((id) => (sockets.get(id)?.size ?? 0) === 0);
    const dropped = has("drops-every-fifth") && sends++ % 5 === 4;
    if (!has("not-stored") && !away && !dropped) stored.set(conversation, [...(stored.get(conversation) ?? []), { seq, bytes }]);
    setTimeout(() => push(conversation, bytes), 5);
    return message;
  };

  const answer = (userID: string, what: number, data: Uint8Array): Uint8Array => {
    if (what === 1003) {
      const message = accept(data);
      return writeFields([[1, randomBytes(8).toString("hex")], [2, message.clientMsgID], [3, Date.now()]]);
    }
    if (what === 1001) return writeFields([...stored].filter(([conversation]) => members(conversation).includes(userID)).map(([conversation, list]): Field => [1, writeFields([[1, conversation], [2, list.length]])]));
    if (what === 1002) {
      const range = readFields(readFields(data).get(2)?.[0] as Uint8Array);
      const conversation = textAt(range, 1);
      const list = (stored.get(conversation) ?? []).filter(({ seq }) => seq >= numberAt(range, 2) && seq <= numberAt(range, 3));
      return writeFields([[1, writeFields([[1, conversation], [2, writeFields(list.map(({ bytes }): Field => [1, bytes]))]])]]);
    }
    return new Uint8Array();
  };

  const ws = new WebSocketServer({ noServer: true });
  ws.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    const query = new URL(request.url ?? "/", base).searchParams;
    const userID = query.get("sendID") ?? "";
    if (has("silent-gateway")) return;
    if (query.get("isBackground") === null || tokens.get(query.get("token") ?? "") !== userID || has("token-refused")) {
      socket.send(JSON.stringify({ errCode: 1503, errMsg: "TokenMalformedError" }));
      socket.close();
      return;
    }
    const gateway = gateways[has("one-gateway") ? 0 : turn++ % 2] as Set<WebSocket>;
    gateway.add(socket);
    sockets.set(userID, (sockets.get(userID) ?? new Set()).add(socket));
    socket.on("close", () => {
      gateway.delete(socket);
      sockets.get(userID)?.delete(socket);
    });
    socket.send(JSON.stringify({ errCode: 0, errMsg: "", errDlt: "" }));
    socket.on("message", (data: Buffer, binary: boolean) => {
      // As the real one: text is ping and pong, requests are binary.
      if (!binary) return;
      const request = JSON.parse(data.toString()) as { reqIdentifier: number; msgIncr: string; operationID: string; sendID: string; data: string };
      if (request.sendID !== userID || request.msgIncr === "" || request.operationID === "") return socket.close();
      const reply = answer(userID, request.reqIdentifier, Buffer.from(request.data, "base64"));
      socket.send(Buffer.from(JSON.stringify({ reqIdentifier: request.reqIdentifier, msgIncr: request.msgIncr, operationID: request.operationID, errCode: 0, errMsg: "", data: Buffer.from(reply).toString("base64") })));
      if (request.reqIdentifier === 2003) socket.close();
    });
  });

  const listen = async (prefix: string) => {
    const server = createServer((request, response) => {
      serve(request, response, prefix).catch(() => response.destroy());
    });
    server.on("upgrade", (request, socket, head) => {
      if (has("no-upgrade") || !`${prefix}${request.url ?? ""}`.startsWith("/msg_gateway")) return socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
      ws.handleUpgrade(request, socket, head, (client) => ws.emit("connection", client, request));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const servers = [await listen(""), await listen("/api"), await listen("/complete_admin"), await listen("/gateway-0"), await listen("/gateway-1"), await listen("/chat"), await listen("/msg_gateway")] as const;
  base = servers[0].url;
  return {
    url: base,
    inside: { api: servers[1].url, chat: servers[5].url, adminApi: servers[2].url, gateway: servers[6].url, gateways: [servers[3].url, servers[4].url] },
    cut: () => {
      for (const client of ws.clients) client.terminate();
    },
    stored,
    calls,
    close: async () => {
      for (const client of ws.clients) client.terminate();
      for (const { server } of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

import { failed } from "../model/acceptance.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Socket, World } from "../model/world.ts";
import { contentType, decodeConversations, decodeNewest, encodeMessage, encodeNewestRequest, encodePullRequest, platform, sessionType, type Message } from "./messages.ts";
import { readFields, textAt } from "./protobuf.ts";

/** A user who is logged in. */
export interface Person {
  readonly name: string;
  readonly userID: string;
  readonly imToken: string;
}

/** `reqIdentifier` of the gateway's protocol. */
const request = { newest: 1001, pull: 1002, send: 1003, logout: 2003 } as const;
const pushed = 2001;
const kicked = 2002;

const answerSeconds = 20;
/** The server closes a connection that says nothing for 30 s. */
const pingEvery = 20_000;

/** A connection to the gateway, as a client of OpenIM keeps it. */
export interface Session {
  /** Everything that the server pushed, in order. */
  readonly received: readonly Message[];
  readonly send: (to: { readonly userID?: string; readonly groupID?: string }, kind: keyof typeof contentType, content: Json, id?: string) => Promise<string>;
  /** Waits for a pushed message; undefined when the time is over. */
  readonly wait: (wanted: (message: Message) => boolean, seconds: number) => Promise<Message | undefined>;
  readonly newest: () => Promise<ReadonlyMap<string, number>>;
  readonly pull: (conversation: string, begin: number, end: number) => Promise<readonly Message[]>;
  readonly logout: () => Promise<void>;
  readonly close: () => void;
  /** Why the connection is gone, or undefined. */
  readonly gone: () => string | undefined;
}

export interface SessionHooks {
  readonly received?: (message: Message) => void;
  readonly closed?: (why: string) => void;
}

/** Connects with JSON frames (`sdkType=js`) and waits for the gateway's own word that the token is good. */
export async function openSession(world: World, base: string, person: Person, hooks: SessionHooks = {}): Promise<Session> {
  const received: Message[] = [];
  const answers = new Map<string, { readonly done: (data: JsonObject) => void; readonly lost: (error: Error) => void }>();
  const watchers = new Set<() => void>();
  let why: string | undefined;
  let ready = false;
  let welcome: ((frame: JsonObject) => void) | undefined;

  const frame = (bytes: Uint8Array): void => {
    const data = parsed(bytes);
    if (!isObject(data)) return;
    if (data["reqIdentifier"] === undefined) {
      welcome?.(data);
      return;
    }
    if (data["reqIdentifier"] === pushed) {
      for (const message of decodeConversations(bytesOf(data["data"]))) {
        received.push(message);
        hooks.received?.(message);
      }
      for (const look of watchers) look();
    } else if (data["reqIdentifier"] === kicked) why = "another session of the same user took over";
    else answers.get(String(data["msgIncr"]))?.done(data);
  };

  let greeted: (error: Error) => void = () => {};
  const closed = (reason: string): void => {
    stopPing();
    why ??= reason;
    const error = failed("socket", `the websocket of ${person.name} was closed: ${why}`, "A gateway restarted, or a proxy on the way cuts idle or long connections.");
    greeted(error);
    for (const { lost } of answers.values()) lost(error);
    for (const look of watchers) look();
    if (ready) hooks.closed?.(why);
  };

  let stopPing = (): void => {};
  const hello = new Promise<JsonObject>((resolve, reject) => {
    welcome = resolve;
    greeted = reject;
  });
  // Someone listens later, after the upgrade.
  hello.catch(() => {});
  const socket: Socket = await world.connect(socketURL(world, base, person), { frame, closed });
  const first = await world.within(answerSeconds * 1000, hello, () => failed("socket", "the gateway says nothing after the upgrade", "A proxy holds back what the gateway sends: it must not buffer."));
  if (first["errCode"] !== 0) {
    socket.close();
    throw failed("openim", `the gateway refuses ${person.name}: errCode ${String(first["errCode"])} ${String(first["errMsg"] ?? "")} ${String(first["errDlt"] ?? "")}`.trim(), "The token is not this installation's, or Redis, where tokens are kept, was emptied.");
  }
  const wire = socket;
  ready = true;
  stopPing = world.every(pingEvery, () => wire.text('{"type":"ping"}'));

  const ask = async (what: number, data: Uint8Array): Promise<Uint8Array> => {
    if (why !== undefined) throw failed("socket", `the websocket of ${person.name} is closed: ${why}`, "Connect again.");
    const id = hex(world.random(8));
    const answer = new Promise<JsonObject>((done, lost) => answers.set(id, { done, lost }));
    wire.binary(JSON.stringify({ reqIdentifier: what, token: "", sendID: person.userID, operationID: `verify-${id}`, msgIncr: id, data: Buffer.from(data).toString("base64") }));
    try {
      const reply = await world.within(answerSeconds * 1000, answer, () => failed("socket", `no answer on the websocket to request ${what} in ${answerSeconds} s`, "The gateway is alive, but the module it asks is not: see rpc-msg."));
      if (reply["errCode"] !== 0) throw failed("openim", `request ${what} on the websocket: errCode ${String(reply["errCode"])} ${String(reply["errMsg"] ?? "")}`, "See the log of rpc-msg by the operationID.");
      return bytesOf(reply["data"]);
    } finally {
      answers.delete(id);
    }
  };

  return {
    received,
    send: async (to, kind, content, id = hex(world.random(16))) => {
      const message = {
        sendID: person.userID,
        recvID: to.userID ?? "",
        groupID: to.groupID ?? "",
        clientMsgID: id,
        sessionType: to.groupID === undefined ? sessionType.single : sessionType.group,
        contentType: contentType[kind],
        content: JSON.stringify(content),
      };
      const answer = readFields(await ask(request.send, encodeMessage(message, world.now())));
      if (textAt(answer, 1) === "") throw failed("answer", "the message was answered without an id of the server", "The server is of a release that this program does not know.");
      return id;
    },
    wait: async (wanted, seconds) => {
      const found = (): Message | undefined => received.find(wanted);
      const seen = found();
      if (seen !== undefined || why !== undefined) return seen;
      let look = (): void => {};
      const arrival = new Promise<Message | undefined>((resolve) => {
        look = () => {
          const message = found();
          if (message !== undefined || why !== undefined) resolve(message);
        };
        watchers.add(look);
      });
      try {
        return await world.within(seconds * 1000, arrival, () => failed("time", "", ""));
      } catch {
        return undefined;
      } finally {
        watchers.delete(look);
      }
    },
    newest: async () => decodeNewest(await ask(request.newest, encodeNewestRequest(person.userID))),
    pull: async (conversation, begin, end) => decodeConversations(await ask(request.pull, encodePullRequest(person.userID, conversation, begin, end))),
    logout: async () => {
      await ask(request.logout, new Uint8Array());
    },
    close: () => {
      why ??= "closed by this program";
      stopPing();
      wire.close();
    },
    gone: () => why,
  };
}

/** The address with what the gateway reads from it. `isMsgResp`: say in a frame whether the token is good. */
export function socketURL(world: World, base: string, { userID, imToken }: Person): string {
  const url = new URL(`${base.replace(/^http/, "ws")}/msg_gateway`);
  const query = { sendID: userID, token: imToken, platformID: String(platform), operationID: `verify-${hex(world.random(6))}`, isBackground: "false", sdkType: "js", isMsgResp: "true" };
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url.href;
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

const bytesOf = (data: Json | undefined): Uint8Array => (typeof data === "string" ? Buffer.from(data, "base64") : new Uint8Array());

function parsed(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch {
    return undefined;
  }
}

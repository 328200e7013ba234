import { bytesAt, numberAt, readFields, textAt, writeFields, type Fields } from "./protobuf.ts";

/** `sdkws.MsgData`, as far as a client that writes text and pictures needs it. */
export interface Message {
  readonly sendID: string;
  readonly recvID: string;
  readonly groupID: string;
  readonly clientMsgID: string;
  readonly sessionType: number;
  readonly contentType: number;
  /** JSON. */
  readonly content: string;
  readonly seq: number;
  readonly sendTime: number;
}

export const sessionType = { single: 1, group: 3 } as const;
export const contentType = { text: 101, picture: 102 } as const;
/** Web: the one platform that chat and gateway both know a session of. */
export const platform = 5;

const fromUser = 100;
const sending = 1;

/** The bytes that the request "send a message" carries. */
export function encodeMessage(message: Omit<Message, "seq" | "sendTime">, createTime: number): Uint8Array<ArrayBuffer> {
  return writeFields([
    [1, message.sendID],
    [2, message.recvID],
    [3, message.groupID],
    [4, message.clientMsgID],
    [6, platform],
    [7, message.sendID],
    [9, message.sessionType],
    [10, fromUser],
    [11, message.contentType],
    [12, new TextEncoder().encode(message.content)],
    [16, createTime],
    [17, sending],
  ]);
}

export function decodeMessage(bytes: Uint8Array): Message {
  const f = readFields(bytes);
  return {
    sendID: textAt(f, 1),
    recvID: textAt(f, 2),
    groupID: textAt(f, 3),
    clientMsgID: textAt(f, 4),
    sessionType: numberAt(f, 9),
    contentType: numberAt(f, 11),
    content: textAt(f, 12),
    seq: numberAt(f, 14),
    sendTime: numberAt(f, 15),
  };
}

/** Messages by conversation, of `sdkws.PushMessages` and `sdkws.PullMessageBySeqsResp` alike. Notifications are left out. */
export function decodeConversations(bytes: Uint8Array): readonly Message[] {
  const maps = bytesAt(readFields(bytes), 1).map(readFields);
  return maps.flatMap((entry) => bytesAt(entry, 2).flatMap((pulled) => bytesAt(readFields(pulled), 1).map(decodeMessage)));
}

/** `sdkws.GetMaxSeqReq`. */
export const encodeNewestRequest = (userID: string): Uint8Array<ArrayBuffer> => writeFields([[1, userID]]);

/** The highest sequence number of every conversation, of `sdkws.GetMaxSeqResp`. */
export function decodeNewest(bytes: Uint8Array): ReadonlyMap<string, number> {
  const entry = (f: Fields): readonly [string, number] => [textAt(f, 1), numberAt(f, 2)];
  return new Map(bytesAt(readFields(bytes), 1).map((item) => entry(readFields(item))));
}

/** `sdkws.PullMessageBySeqsReq` for one range of one conversation. */
export function encodePullRequest(userID: string, conversationID: string, begin: number, end: number): Uint8Array<ArrayBuffer> {
  const range = writeFields([[1, conversationID], [2, begin], [3, end], [4, end - begin + 1]]);
  return writeFields([[1, userID], [2, range]]);
}

/** How OpenIM names what two people say to each other. */
export const conversationOf = (one: string, two: string): string => `si_${[one, two].sort().join("_")}`;
export const groupConversation = (groupID: string): string => `sg_${groupID}`;

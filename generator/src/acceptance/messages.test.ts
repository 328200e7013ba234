import { describe, expect, it } from "vitest";
import { conversationOf, decodeConversations, decodeMessage, decodeNewest, encodeMessage, encodePullRequest } from "./messages.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (...parts: readonly string[]): Uint8Array => Buffer.from(parts.join(""), "hex");

const message = { sendID: "a", recvID: "b", groupID: "", clientMsgID: "c", sessionType: 1, contentType: 101, content: "{}" };

/** Bytes written out from sdkws.proto by hand, so that a wrong field number cannot hide on both sides. */
describe("the gateway's messages", () => {
  it("are written as sdkws.MsgData", () => {
    const want = ["0a0161", "120162", "220163", "3005", "3a0161", "4801", "5064", "5865", "62027b7d", "8001e807", "880101"];
    expect(hex(encodeMessage(message, 1000))).toBe(want.join(""));
  });

  it("are read, whatever else they hold", () => {
    // seq 14, sendTime 15, options 19 (a map), atUserIDList 21, and a field of 64 bits that no release has yet.
    const more = ["702a", "78e807", "9a0106", "0a0261621001", "aa010178", "f10f0000000000000000"];
    expect(decodeMessage(bytes("0a0161", "120162", "220163", "4801", "5865", "62027b7d", ...more))).toEqual({ ...message, seq: 42, sendTime: 1000 });
  });

  it("come by conversation in a map, and notifications apart", () => {
    const one = "0a0161";
    const pulled = `0a03${one}`;
    const entry = `0a0173${"1205"}${pulled}`;
    expect(decodeConversations(bytes(`0a0a${entry}`, `120a${entry}`)).map((m) => m.sendID)).toEqual(["a"]);
  });

  it("give the newest sequence numbers as a map", () => {
    expect([...decodeNewest(bytes("0a06", "0a0173", "10ac02", "0a03", "0a0174"))]).toEqual([["s", 300], ["t", 0]]);
  });

  it("ask for a range", () => {
    expect(hex(encodePullRequest("u", "s", 1, 100))).toBe("0a0175" + "1209" + "0a0173" + "1001" + "1864" + "2064");
  });
});

it("a conversation is named by both users, sorted", () => {
  expect([conversationOf("9", "10"), conversationOf("10", "9")]).toEqual(["si_10_9", "si_10_9"]);
});

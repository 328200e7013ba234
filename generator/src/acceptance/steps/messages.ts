import { failed } from "../../model/acceptance.ts";
import { at, isObject } from "../../model/json.ts";
import { conversationOf, groupConversation, type Message } from "../messages.ts";
import { call } from "../openim-api.ts";
import type { Person, Session } from "../session.ts";
import type { Step } from "../step.ts";
import { deliver, reconnect, set, settleMs, until, type Story } from "../story.ts";

const ms = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;

/** The newest messages of a conversation, asked for on the websocket as clients do after they were away. */
async function history(story: Story, session: Session, conversation: string, wanted: readonly string[]): Promise<readonly Message[]> {
  const found = await until(story.world, 20, async () => {
    const newest = (await session.newest()).get(conversation) ?? 0;
    if (newest === 0) return undefined;
    const messages = await session.pull(conversation, Math.max(1, newest - 99), newest);
    return wanted.every((text) => messages.some((m) => m.content.includes(text))) ? messages : undefined;
  });
  if (found === undefined) throw failed("store", `not in the history of ${conversation} within 20 s`, "See msgtransfer: it stores what the API has accepted.");
  return found;
}

export const oneToOne: Step = {
  id: "one-to-one",
  title: "Ann writes, Bob reads, Bob answers",
  proves: "api or gateway, rpc-msg, Kafka, msgtransfer and push pass a message on, in both directions.",
  after: ["connect"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const [ann, bob] = [set(story.annSession, "session"), set(story.bobSession, "session")];
    const texts = [`hello ${story.nonce}`, `hello back ${story.nonce}`] as const;
    const there = await deliver(story, ann, bob, { userID: set(story.bob, "bob").userID }, texts[0]);
    const back = await deliver(story, bob, ann, { userID: set(story.ann, "ann").userID }, texts[1]);
    story.sent = texts;
    return `delivered in ${ms(there)} and ${ms(back)}`;
  },
};

export const inHistory: Step = {
  id: "history",
  title: "Both find the conversation in their history",
  proves: "Messages are stored and can be asked for by sequence number, by websocket and by the API.",
  after: ["one-to-one"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const [ann, bob] = [set(story.ann, "ann"), set(story.bob, "bob")];
    const conversation = conversationOf(ann.userID, bob.userID);
    const messages = await history(story, set(story.annSession, "session"), conversation, story.sent);
    const highest = Math.max(...messages.map((m) => m.seq));
    const contents = await pullByApi(story, bob, conversation, highest);
    for (const text of story.sent) if (!contents.some((content) => content.includes(text))) throw failed("store", `/msg/pull_msg_by_seq: Bob's history lacks "${text}"`, "See msgtransfer and rpc-msg.");
    return `${messages.length} messages, highest sequence number ${highest}`;
  },
};

async function pullByApi(story: Story, who: Person, conversation: string, end: number): Promise<readonly string[]> {
  const data = await call(story.api, "/msg/pull_msg_by_seq", { userID: who.userID, seqRanges: [{ conversationID: conversation, begin: 1, end, num: end }], order: 0 }, who.imToken);
  const list = at(data, ["msgs", conversation, "Msgs"]);
  const messages = Array.isArray(list) ? list.filter(isObject) : [];
  return messages.map(({ content }) => (typeof content === "string" ? Buffer.from(content, "base64").toString() : ""));
}

export const stored: Step = {
  id: "database",
  title: "The administrator finds the message in the database",
  proves: "msgtransfer has written it to MongoDB, from where it comes back when Redis forgets.",
  after: ["admin-token", "one-to-one"],
  needs: ["im-secret"],
  seconds: 60,
  run: async (story) => {
    const { api, token } = set(story.adminToken, "administrator's token");
    const [ann, bob] = [set(story.ann, "ann"), set(story.bob, "bob")];
    const body = { sendID: ann.userID, recvID: bob.userID, contentType: 101, sessionType: 1, pagination: { pageNumber: 1, showNumber: 20 } };
    const found = await until(story.world, 30, async () => (JSON.stringify(await call(api, "/msg/search_msg", body, token)).includes(`hello ${story.nonce}`) ? true : undefined));
    if (found === undefined) throw failed("store", "/msg/search_msg does not find the message within 30 s", "See msgtransfer (group mongo) and MongoDB.");
    return "found";
  },
};

export const inGroup: Step = {
  id: "group",
  title: "Ann makes a group, both write in it",
  proves: "rpc-group works, and group messages are delivered and stored.",
  after: ["connect"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const [ann, bob] = [set(story.ann, "ann"), set(story.bob, "bob")];
    const made = await call(story.api, "/group/create_group", { ownerUserID: ann.userID, memberUserIDs: [bob.userID], adminUserIDs: [], groupInfo: { groupName: `verify-${story.nonce}`, groupType: 2 } }, ann.imToken);
    const groupID = at(made, ["groupInfo", "groupID"]);
    if (typeof groupID !== "string" || groupID === "") throw failed("answer", "/group/create_group: the answer has no groupInfo.groupID", "The server is of a release that this program does not know.");
    story.groupID = groupID;
    const [annSession, bobSession] = [set(story.annSession, "session"), set(story.bobSession, "session")];
    const texts = [`hello all ${story.nonce}`, `hello group ${story.nonce}`] as const;
    const there = await deliver(story, annSession, bobSession, { groupID }, texts[0]);
    const back = await deliver(story, bobSession, annSession, { groupID }, texts[1]);
    await history(story, bobSession, groupConversation(groupID), texts);
    return `delivered in ${ms(there)} and ${ms(back)}, both in the history`;
  },
};

export const offline: Step = {
  id: "offline",
  title: "Bob is away, Ann writes, Bob comes back and finds it",
  proves: "Messages wait for those who are offline, and a client learns of them by sequence numbers.",
  after: ["connect"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const [ann, bob] = [set(story.ann, "ann"), set(story.bob, "bob")];
    set(story.bobSession, "session").close();
    await story.world.sleep(settleMs);
    const text = `while you were away ${story.nonce}`;
    await set(story.annSession, "session").send({ userID: bob.userID }, "text", { content: text });
    const session = await reconnect(story, "bob");
    await history(story, session, conversationOf(ann.userID, bob.userID), [text]);
    await story.world.sleep(settleMs);
    return "found after coming back";
  },
};

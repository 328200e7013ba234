import type { Cluster, World } from "../model/world.ts";
import type { Api } from "./openim-api.ts";
import { openSession, type Person, type Session } from "./session.ts";
import { failed } from "../model/acceptance.ts";

/** Secrets of an installation that its owner gives. */
export interface Credentials {
  readonly imSecret?: string;
  readonly imAdmin: string;
  readonly superCode?: string;
  readonly adminAccount?: string;
  /** The first password is the account's own name. */
  readonly adminPassword?: string;
}

/** What is given before the first step. */
export interface Given {
  readonly world: World;
  /** The one public address, without a slash at the end. */
  readonly url: string;
  /** Address of the administration, where it has one of its own. */
  readonly adminURL?: string;
  readonly credentials: Credentials;
  readonly cluster?: Cluster;
}

/** A picture that was uploaded. */
export interface Picture {
  readonly link: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** What steps leave to later steps. Each reads only what a step that it builds on has set. */
export interface Story extends Given {
  readonly api: Api;
  readonly chat: Api;
  /** Text that only this run writes. */
  readonly nonce: string;
  adminToken?: { readonly token: string; readonly api: Api };
  accounts: readonly { readonly name: string; readonly phone: string; readonly password: string; readonly userID: string }[];
  ann?: Person;
  bob?: Person;
  annSession?: Session;
  bobSession?: Session;
  groupID?: string;
  picture?: Picture;
  sent: readonly string[];
  left: readonly string[];
}

/** A gateway tells the others once a second who is connected; earlier messages are stored, but not pushed. */
export const settleMs = 2_000;

/** Something that a step must have been given; its absence is a mistake in the list of steps. */
export function set<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`no ${name}: a step is missing in "after"`);
  return value;
}

/** Connects one of the two, closing what was open. */
export async function reconnect(story: Story, who: "ann" | "bob"): Promise<Session> {
  const key = `${who}Session` as const;
  story[key]?.close();
  const session = await openSession(story.world, story.url, set(story[who], who));
  story[key] = session;
  return session;
}

/** Sends a text and waits until the other has it. Gives how long that took. */
export async function deliver(story: Story, from: Session, to: Session, target: { readonly userID?: string; readonly groupID?: string }, text: string): Promise<number> {
  const start = story.world.now();
  const id = await from.send(target, "text", { content: text });
  const message = await to.wait((m) => m.clientMsgID === id, 30);
  if (message === undefined) {
    const gone = to.gone();
    if (gone !== undefined) throw failed("socket", `the receiver's websocket was closed: ${gone}`, "A gateway restarted, or a proxy on the way cuts connections.");
    throw failed("socket", "the message was accepted, but not pushed to the receiver within 30 s", "See msgtransfer and push, and whether their Kafka consumers have joined.");
  }
  if (!message.content.includes(text)) throw failed("answer", `the message arrived with another text: ${message.content.slice(0, 80)}`, "Another program answers here.");
  return (story.world.now() - start) / 1000;
}

/** Asks until there is an answer or the time is over. */
export async function until<T>(world: World, seconds: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const end = world.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || world.now() >= end) return answer;
    await world.sleep(300);
  }
}

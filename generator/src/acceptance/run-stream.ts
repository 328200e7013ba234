import { failureOf } from "../model/acceptance.ts";
import type { Received, Sent, Stored, Stream } from "./judge-stream.ts";
import { conversationOf, type Message } from "./messages.ts";
import { hex, openSession, type Person, type Session } from "./session.ts";
import { set, settleMs, until, type Story } from "./story.ts";

export interface StreamOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** How long a message without an answer is sent again under the same id, and how long the history is waited for. */
  readonly patience: number;
  /** Becomes true when the user wants the end. */
  readonly stopped: () => boolean;
  readonly progress: (line: string) => void;
  /** Called once, with lists that grow while it runs. */
  readonly live?: (sent: readonly Sent[], received: readonly Received[]) => void;
}

export interface StreamRun {
  readonly stream: Stream;
  readonly reconnects: { readonly sender: number; readonly receiver: number };
  readonly errors: readonly { readonly message: string; readonly times: number }[];
}

const retryMs = 500;

/** A client that connects again whenever its connection is gone, as OpenIM's own does. */
interface Client {
  readonly session: () => Session | undefined;
  readonly reconnects: () => number;
  readonly stop: () => void;
}

async function keepConnected(story: Story, person: Person, failed: (error: unknown) => void, received?: (message: Message) => void): Promise<Client> {
  let current: Session | undefined;
  let times = -1;
  let over = false;
  const connect = async (): Promise<void> => {
    while (!over) {
      try {
        current = await openSession(story.world, story.url, person, {
          ...(received === undefined ? {} : { received }),
          closed: () => {
            current = undefined;
            void connect();
          },
        });
        times += 1;
        return;
      } catch (error) {
        failed(error);
        await story.world.sleep(retryMs);
      }
    }
  };
  await connect();
  return {
    session: () => current,
    reconnects: () => times,
    stop: () => {
      over = true;
      current?.close();
    },
  };
}

/** Ann writes numbered messages to Bob at a steady pace until the time is over; then the history is read. */
export async function runStream(story: Story, { perSecond, seconds, patience, stopped, progress, live }: StreamOptions): Promise<StreamRun> {
  const { world } = story;
  const [ann, bob] = [set(story.ann, "ann"), set(story.bob, "bob")];
  const errors = new Map<string, number>();
  const note = (error: unknown): void => {
    const failure = failureOf(error);
    const message = failure === undefined ? String(error) : `${failure.hop}: ${failure.message}`;
    errors.set(message, (errors.get(message) ?? 0) + 1);
  };
  const received: { readonly number: number; readonly at: number }[] = [];
  const receiver = await keepConnected(story, bob, note, (message) => {
    const number = numberOf(message.content, story.nonce);
    if (number !== undefined) received.push({ number, at: world.now() });
  });
  const sender = await keepConnected(story, ann, note);
  await world.sleep(settleMs);

  const sent: { number: number; at: number; accepted?: number; tries: number }[] = [];
  live?.(sent, received);
  progress(`sending ${perSecond} messages a second for ${seconds} s; Ctrl-C ends it earlier`);
  const began = world.now();
  const end = began + seconds * 1000;
  const open = new Set<Promise<void>>();
  let told = began;
  while (world.now() < end && !stopped()) {
    const message = { number: sent.length + 1, at: world.now(), tries: 0 };
    sent.push(message);
    const work = sendUntilAnswered(story, sender, bob, message, patience, note).finally(() => open.delete(work));
    open.add(work);
    if (world.now() - told >= 10_000) {
      told = world.now();
      progress(`${Math.round((told - began) / 1000)} s: ${sent.length} sent, ${new Set(received.map((r) => r.number)).size} received, ${open.size} waiting for an answer`);
    }
    // By the clock and not by the sum of pauses, so that the pace is kept.
    await world.sleep(Math.max(0, began + (sent.length * 1000) / perSecond - world.now()));
  }
  const ended = world.now();
  await Promise.all(open);
  const { stored, newest } = await readHistory(story, receiver, conversationOf(ann.userID, bob.userID), sent.filter((s) => s.accepted !== undefined).map((s) => s.number), patience, note);
  sender.stop();
  receiver.stop();
  return {
    stream: { began, ended, sent, received, stored, newest },
    reconnects: { sender: sender.reconnects(), receiver: receiver.reconnects() },
    errors: [...errors].map(([message, times]) => ({ message, times })),
  };
}

async function sendUntilAnswered(story: Story, sender: Client, to: Person, message: { readonly number: number; readonly at: number; accepted?: number; tries: number }, patience: number, note: (error: unknown) => void): Promise<void> {
  const id = hex(story.world.random(16));
  const end = message.at + patience * 1000;
  do {
    const session = sender.session();
    if (session !== undefined) {
      message.tries += 1;
      try {
        await session.send({ userID: to.userID }, "text", { content: textOf(message.number, story.nonce) }, id);
        message.accepted = story.world.now();
        return;
      } catch (error) {
        note(error);
      }
    }
    await story.world.sleep(retryMs);
  } while (story.world.now() < end);
}

/** The whole conversation. Waits until every accepted number is there, as the last ones are stored a moment later. */
async function readHistory(story: Story, client: Client, conversation: string, wanted: readonly number[], patience: number, note: (error: unknown) => void): Promise<{ readonly stored: readonly Stored[]; readonly newest: number }> {
  let last: { readonly stored: readonly Stored[]; readonly newest: number } = { stored: [], newest: 0 };
  await until(story.world, patience, async () => {
    try {
      const session = client.session();
      if (session === undefined) return undefined;
      const newest = (await session.newest()).get(conversation) ?? 0;
      const stored: Stored[] = [];
      for (let begin = 1; begin <= newest; begin += 100) {
        const messages = await session.pull(conversation, begin, Math.min(newest, begin + 99));
        stored.push(...messages.map(({ seq, content }) => ({ seq, number: numberOf(content, story.nonce) })));
      }
      last = { stored, newest };
      const numbers = new Set(stored.map((s) => s.number));
      return wanted.every((number) => numbers.has(number)) ? true : undefined;
    } catch (error) {
      note(error);
      return undefined;
    }
  });
  return last;
}

export const textOf = (number: number, nonce: string): string => `stream ${nonce} #${number}`;

/** The number that a content of ours carries. */
export function numberOf(content: string, nonce: string): number | undefined {
  const found = new RegExp(`stream ${nonce} #(\\d+)`).exec(content)?.[1];
  return found === undefined ? undefined : Number(found);
}

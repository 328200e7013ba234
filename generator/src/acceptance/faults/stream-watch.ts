import type { StreamReport } from "../../model/acceptance.ts";
import { beginStory } from "../begin-story.ts";
import { cleanUp } from "../clean-up.ts";
import { judgeStream, type Received, type Sent } from "../judge-stream.ts";
import { runSteps } from "../run-steps.ts";
import { runStream } from "../run-stream.ts";
import { steps } from "../steps.ts";
import type { Story } from "../story.ts";
import { ask, type Bench, type Judged, type Watch } from "./bench.ts";
import { recovery, type Recovery } from "./recovery.ts";

const begin = ["door", "register", "login"];
const perSecond = 4;
/** Longer than any case; the watch is ended before. */
const longest = 3_600;
/** How long a message is sent again, and the history waited for. */
const patience = 90;

/** Registers two people of its own, begins to send, and waits for the first arrival. Gives the reason when it does not come to that. */
export async function watchStream(bench: Bench): Promise<Watch | string> {
  const { given } = bench;
  const { world } = given;
  const story = beginStory(given);
  const broken = await enter(story);
  if (broken !== undefined) return broken;
  let over = false;
  let sent: readonly Sent[] = [];
  let received: readonly Received[] = [];
  const running = runStream(story, {
    perSecond,
    seconds: longest,
    patience,
    stopped: () => over,
    progress: () => {},
    live: (out, inward) => {
      sent = out;
      received = inward;
    },
  });
  // Whoever ends it hears of a failure.
  running.catch(() => {});
  const since = (from: number): Recovery => recovery(sent, received, from, world.now());
  const end = async (): Promise<Judged> => {
    over = true;
    const { stream } = await running;
    await cleanUp(story);
    return judgeStream(stream);
  };
  const first = await ask(bench, 30, async () => (received.length > 2 ? true : undefined));
  if (first === true) return { since, steady: (seconds) => since(world.now() - seconds * 1000).longest < 2, enter: async () => enter(beginStory(given)), end };
  await end();
  return bench.interrupted() ? "interrupted" : "two people were connected, and no message arrived within 30 s";
}

async function enter(story: Story): Promise<string | undefined> {
  const results = await runSteps(steps.filter(({ id }) => begin.includes(id)), story, [], () => {});
  const broken = results.find(({ status }) => status !== "passed");
  return broken === undefined ? undefined : `${broken.title}: ${broken.detail}`;
}

/** What of a stream must not be, in words; empty when all is well. Doubles are allowed: a restart of msgtransfer makes them. */
export function lossesOf({ accepted, lost, missingSequence, doubledSequence }: Pick<StreamReport, "accepted" | "lost" | "missingSequence" | "doubledSequence">): readonly string[] {
  return [
    accepted === 0 ? "no message was accepted" : "",
    lost.length > 0 ? `${lost.length} accepted ${lost.length === 1 ? "message" : "messages"} lost` : "",
    missingSequence.length > 0 ? `${missingSequence.length} sequence numbers missing` : "",
    doubledSequence.length > 0 ? `${doubledSequence.length} sequence numbers given twice` : "",
  ].filter((text) => text !== "");
}

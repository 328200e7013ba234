import { watch as observe } from "chokidar";
import { projectRoot } from "../io/root.ts";

/** Editors empty a file before they fill it; an event this soon after another belongs to the same change. Milliseconds. */
const settled = 40;

/**
 * Runs `job` now and after every change of the sources, one run at a time; changes during a run lead to one more. When `job` says
 * that all is well, `after` follows, which may take its time: `current` tells it whether its answer is still wanted.
 */
export async function watch(job: () => Promise<boolean>, after: (current: () => boolean) => Promise<void>): Promise<never> {
  const root = projectRoot();
  let running = false;
  let again = true;
  let turn = 0;
  let following = Promise.resolve();
  const run = async (): Promise<void> => {
    again = true;
    turn++;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      const mine = turn;
      const current = (): boolean => mine === turn;
      if (await attempt(job)) following = following.then(async () => void (current() && (await attempt(async () => after(current)))));
    }
    running = false;
  };
  await run();
  let timer: NodeJS.Timeout | undefined;
  observe([`${root}/openim.yaml`, `${root}/images.lock`, `${root}/generator/catalog`, `${root}/generator/templates`], { ignoreInitial: true }).on("all", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), settled);
  });
  console.log("Watching openim.yaml, images.lock, the catalogue and the templates; stop with Ctrl-C.");
  return new Promise<never>(() => undefined);
}

/** A file that is away for a moment ends one run, not the watch. */
async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    console.error(`gen: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

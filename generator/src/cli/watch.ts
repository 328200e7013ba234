import { watch as observe } from "chokidar";
import { projectRoot } from "../io/root.ts";

/** Runs `job` now and after every change of the sources, one run at a time; changes during a run lead to one more. */
export async function watch(job: () => Promise<void>): Promise<never> {
  const root = projectRoot();
  let running = false;
  let again = true;
  const run = async (): Promise<void> => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await job();
    }
    running = false;
  };
  await run();
  observe([`${root}/openim.yaml`, `${root}/images.lock`, `${root}/generator/catalog`, `${root}/generator/templates`], { ignoreInitial: true }).on("all", () => void run());
  console.log("Watching openim.yaml, images.lock, the catalogue and the templates; stop with Ctrl-C.");
  return new Promise<never>(() => undefined);
}

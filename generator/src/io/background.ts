import { constants, setPriority } from "node:os";
import { execa } from "execa";

/** Runs this program once more, with other arguments, when the machine has nothing better to do. What it says comes as one text. */
export async function inBackground(args: readonly string[]): Promise<string> {
  const child = execa(process.execPath, [process.argv[1] ?? "", ...args], { reject: false, all: true });
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Then it competes with everything else.
  }
  return (await child).all;
}

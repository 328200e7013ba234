import type { Memories, Memory } from "../../src/cli/memory.ts";

/** Keeps the catalogue and the compiled templates for later runs in the same process, as the program keeps them on disk. */
export function remembering(): Memories {
  return { catalogue: keeper(), templates: keeper(), live: new Map() };
}

function keeper(): Memory {
  const kept = new Map<string, string>();
  return {
    recall: (key) => kept.get(key),
    remember: (key, text) => {
      kept.set(key, text);
      // A catalogue is half a megabyte, and tests that damage one make hundreds.
      for (const oldest of kept.keys()) if (kept.size > 6) kept.delete(oldest);
    },
  };
}

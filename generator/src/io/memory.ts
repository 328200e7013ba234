import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Keeps one text below the project's .cache, under a key; another program, or another key, finds nothing. A cache that cannot
 * be read or written is no cache, never an error.
 */
export function fileMemory(root: string, name: string): { readonly recall: (key: string) => string | undefined; readonly remember: (key: string, text: string) => void } {
  const file = join(root, ".cache", name);
  const heading = (key: string): string => `${programIdentity()} ${key}\n`;
  return {
    recall(key) {
      try {
        const text = existsSync(file) ? readFileSync(file, "utf8") : "";
        return text.startsWith(heading(key)) ? text.slice(heading(key).length) : undefined;
      } catch {
        return undefined;
      }
    },
    remember(key, text) {
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.${process.pid}`, heading(key) + text);
        renameSync(`${file}.${process.pid}`, file);
      } catch {
        // The next run reads everything again.
      }
    },
  };
}

/** Size and time of the bundle: one that was built anew is another program. */
export function programIdentity(): string {
  const program = statSync(fileURLToPath(import.meta.url));
  return `${program.size} ${program.mtimeMs}`;
}

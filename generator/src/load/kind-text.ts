import type { Templates } from "../model/kind.ts";

/** Everything that charts of a kind are written from: its own files, and the shared fragments that they bring in. */
export function kindTexts(templates: Templates, kind: string): readonly string[] {
  const texts = [...(templates.kinds.get(kind)?.files.values() ?? [])];
  const seen = new Set<string>();
  // The list grows while it is walked: fragments bring in others.
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(/<%>\s*([\w-]+)/g)) {
      const fragment = seen.has(name) ? undefined : templates.fragments.get(name);
      seen.add(name);
      if (fragment !== undefined) texts.push(fragment);
    }
  }
  return texts;
}

import type { Catalog, Component } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Templates } from "../model/kind.ts";
import type { Source } from "../model/source.ts";
import { closest } from "./closest.ts";
import { componentShape, factKeys } from "./component-shape.ts";
import { kindTexts } from "./kind-text.ts";

/**
 * What an entry says beyond the keys of every component is for the templates of its kind; a key that none of them reads would be
 * ignored without a word. `given` are the words that templates get in any case: an entry cannot say those.
 */
export function checkExtras(catalog: Catalog, templates: Templates, given: (component: Component) => readonly string[], sourceOf: (file: string) => Source): readonly Diagnostic[] {
  return [...catalog.components.values()].flatMap((component) => {
    const extras = Object.keys(component.extra).filter((key) => !Object.hasOwn(factKeys, key));
    if (extras.length === 0) return [];
    const computed = given(component);
    const words = tagWords(kindTexts(templates, component.kind)).filter((word) => !computed.includes(word));
    const known = Object.keys(componentShape.keys);
    return extras
      .filter((key) => !words.includes(key))
      .map((key) => diagnose("unknown-key", { key, at: component.file, near: closest(key, known), known: known.join(", ") }, sourceOf(component.file).position([key], "key")));
  });
}

/** Words within the generator's own tags; around them, a word may be one of Kubernetes. */
function tagWords(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text.matchAll(/<%([\s\S]*?)%>/g)].flatMap(([, tag = ""]) => tag.match(/[A-Za-z][\w-]*/g) ?? []));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generate, type Inputs } from "../../src/cli/generate.ts";
import { prepare } from "../../src/cli/prepare.ts";
import { readTree } from "../../src/io/read-tree.ts";
import type { Catalog } from "../../src/model/catalog.ts";
import { fileTree } from "../../src/model/tree.ts";
import { once } from "./once.ts";
import { remembering } from "./remembering.ts";

/** The project that these tests stand in. */
export const project = join(import.meta.dirname, "../../..");

const catalogFiles = once(() => readTree(join(project, "generator/catalog")));
const templateFiles = once(() => readTree(join(project, "generator/templates")));

/** Whatever else a test says, the rest of openim.yaml is this. */
export const minimal = "publicURL: https://im.acme.io\n";

/** What follows from the real sources, and what follows from those that a test puts in their place. */
const memory = remembering();
const otherMemory = remembering();

/** Inputs with the real catalogue and templates, as far as a test replaces nothing. They are read once, as with `gen charts --watch`. */
export function realInputs(text: string, replace: Partial<Inputs> = {}): Inputs {
  const others = replace.catalog !== undefined || replace.templates !== undefined || replace.extra !== undefined;
  return { settings: { file: "openim.yaml", text }, catalog: catalogFiles(), templates: templateFiles(), extra: () => fileTree([]), flags: [], memory: others ? otherMemory : memory, ...replace };
}

/** The real catalogue. */
export const realCatalog: () => Catalog = once(() => {
  const { prepared, diagnostics } = prepare(realInputs(minimal));
  if (prepared === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return prepared.catalog;
});

/** Everything that is generated from the project's own openim.yaml. */
export const realResult = once(() => generate(realInputs(readFileSync(join(project, "openim.yaml"), "utf8"))));

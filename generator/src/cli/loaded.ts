import { loadCatalog } from "../load/catalog.ts";
import { loadTemplates } from "../load/templates.ts";
import type { Catalog, Component, ConfigFile } from "../model/catalog.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import type { JsonObject } from "../model/json.ts";
import type { Kind, Templates } from "../model/kind.ts";
import type { FileTree } from "../model/tree.ts";
import type { Inputs } from "./generate.ts";
import { keyOf } from "./memory.ts";

/** Catalogue and templates, read and checked. */
export interface Loaded {
  readonly catalog: Catalog;
  readonly templates: Templates;
  readonly diagnostics: readonly Diagnostic[];
}

/** Maps as lists of entries, the rest as it is. */
interface Kept {
  readonly catalog: Omit<Catalog, "components" | "config"> & { readonly components: readonly [string, Component][]; readonly config: readonly [string, ConfigFile][] };
  readonly kinds: readonly (Omit<Kind, "files"> & { readonly files: readonly [string, string][] })[];
  readonly fragments: readonly [string, string][];
  readonly values: JsonObject;
}

/** Reads catalogue and templates, or recalls them: they change rarely, and reading that much YAML takes longer than all the rest. */
export function loadSources(inputs: Inputs, release: string, extra: FileTree): Loaded {
  const key = keyOf(release, inputs.catalog, inputs.templates, extra);
  const kept = inputs.memory?.catalogue.recall(key);
  if (kept !== undefined) return revive(JSON.parse(kept) as Kept);
  const { templates, diagnostics: templateFaults } = loadTemplates(inputs.templates, templatesFolder);
  const { catalog, diagnostics: catalogFaults } = loadCatalog(inputs.catalog, release, catalogFolder, extra, [...templates.kinds.keys()]);
  const diagnostics = [...templateFaults, ...catalogFaults];
  // What is wrong is looked at anew every time.
  if (diagnostics.length === 0) inputs.memory?.catalogue.remember(key, JSON.stringify(keep(catalog, templates)));
  return { catalog, templates, diagnostics };
}

function keep(catalog: Catalog, templates: Templates): Kept {
  return {
    catalog: { ...catalog, components: [...catalog.components], config: [...catalog.config] },
    kinds: [...templates.kinds.values()].map((kind) => ({ ...kind, files: [...kind.files] })),
    fragments: [...templates.fragments],
    values: templates.values,
  };
}

function revive({ catalog, kinds, fragments, values }: Kept): Loaded {
  return {
    catalog: { ...catalog, components: new Map(catalog.components), config: new Map(catalog.config) },
    templates: { kinds: new Map(kinds.map((kind) => [kind.name, { ...kind, files: new Map(kind.files) }])), fragments: new Map(fragments), values },
    diagnostics: [],
  };
}

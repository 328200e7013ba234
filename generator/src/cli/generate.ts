import type { Diagnostic } from "../model/diagnostic.ts";
import { hasErrors } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { at, isObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import { catalogueSettings } from "../model/settings.ts";
import type { Source } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import type { FileTree } from "../model/tree.ts";
import { loadCatalog, releaseNames } from "../load/catalog.ts";
import { checkRelease } from "../load/check-release.ts";
import { checkSettings } from "../load/check-settings.ts";
import { settingsSchema } from "../load/settings-schema.ts";
import { validate } from "../load/settings.ts";
import { loadTemplates } from "../load/templates.ts";
import { readYaml } from "../load/yaml.ts";
import { expandSchema } from "../plan/expand-schema.ts";
import { graph } from "../plan/graph.ts";
import { plan } from "../plan/plan.ts";
import { view } from "../plan/view.ts";
import { render } from "../render/render.ts";
import { resolve, type Flag } from "../resolve/resolve.ts";
import { verify } from "../verify/verify.ts";

/** Everything that is read before anything is decided. */
export interface Inputs {
  /** openim.yaml: its name in messages and its text. */
  readonly settings: { readonly file: string; readonly text: string };
  /** Files below generator/catalog and generator/templates. */
  readonly catalog: FileTree;
  readonly templates: FileTree;
  /** Files of the folders that `extraModules` names, by the path a user would give. */
  readonly extra: (folders: readonly string[]) => FileTree;
  readonly flags: readonly Flag[];
}

/** What came of it: the tree when nothing is wrong, and everything that is worth saying. */
export interface Generated {
  readonly diagnostics: readonly Diagnostic[];
  readonly tree?: FileTree;
  readonly plan?: Plan;
  readonly base?: Stack;
  readonly environments?: readonly Stack[];
  readonly source?: Source;
}

/** The whole pipeline, without effects: load → resolve → plan → render → verify. Stops at the first stage with errors. */
export function generate(inputs: Inputs): Generated {
  const { source, diagnostics: syntax } = readYaml(inputs.settings.file, inputs.settings.text);
  if (hasErrors(syntax)) return { diagnostics: syntax };

  const releases = releaseNames(inputs.catalog);
  const wanted = checkRelease(source, releases);
  if (wanted.release === undefined) return { diagnostics: wanted.diagnostics };

  const { templates, diagnostics: templateFaults } = loadTemplates(inputs.templates, "generator/templates");
  const { catalog, diagnostics: catalogFaults } = loadCatalog(inputs.catalog, wanted.release, "generator/catalog", inputs.extra(extraModules(source)));
  const ownFaults = [...templateFaults, ...catalogFaults];
  if (hasErrors(ownFaults)) return { diagnostics: ownFaults };

  const edges = graph(catalog);
  const valuesSchemas = new Map(
    [...catalog.components.values()].map((c) => [c.name, expandSchema(templates.kinds.get(c.kind)?.schema ?? {}, templates.values, view(catalog, c, edges).features)] as const),
  );
  const schema = settingsSchema(catalog, (c) => valuesSchemas.get(c.name) ?? {});
  const invalid = validate(source, schema, inputs.settings.file);
  const environmentNames = Object.keys((at(source.value, ["environments"]) ?? {}) as JsonObject);
  const base = resolve(source, catalogueSettings(wanted.release), undefined, inputs.flags);
  const environments = environmentNames.map((name) => resolve(source, catalogueSettings(wanted.release ?? ""), name, inputs.flags));
  const rules = checkSettings(catalog, source, base, environments, edges);
  const found = [...invalid, ...rules];
  if (hasErrors(found)) return { diagnostics: found, base, environments, source };

  const planned: Plan = { ...plan(catalog, templates, base, environments), settingsSchema: schema };
  const tree = render(planned, templates);
  const diagnostics = [...found, ...verify(tree, planned)];
  return { diagnostics, tree, plan: planned, base, environments, source };
}

function extraModules(source: Source): readonly string[] {
  const folders = isObject(source.value) ? source.value["extraModules"] : undefined;
  return Array.isArray(folders) ? (folders as readonly unknown[]).filter((f): f is string => typeof f === "string") : [];
}

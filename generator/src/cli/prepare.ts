import { releaseNames } from "../load/catalog.ts";
import { checkExtraModules, checkFlaggedEnvironments } from "../load/check-inputs.ts";
import { checkRelease } from "../load/check-release.ts";
import { checkSettings } from "../load/check-settings.ts";
import { settingsSchema } from "../load/settings-schema.ts";
import { validate } from "../load/settings.ts";
import { readYaml } from "../load/yaml.ts";
import type { Catalog } from "../model/catalog.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { at, isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import { catalogueSettings } from "../model/settings.ts";
import type { Source } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import type { FileTree } from "../model/tree.ts";
import { expandSchema } from "../plan/expand-schema.ts";
import { graph } from "../plan/graph.ts";
import { view } from "../plan/view.ts";
import { flagged, resolve } from "../resolve/resolve.ts";
import type { Inputs } from "./generate.ts";
import { loadSources } from "./loaded.ts";

/** What planning needs: the catalogue, the templates, and what each environment wants. */
export interface Prepared {
  readonly source: Source;
  readonly catalog: Catalog;
  readonly templates: Templates;
  /** Files of the folders that `extraModules` names. */
  readonly extra: FileTree;
  /** Schema of openim.yaml for this catalogue. */
  readonly schema: JsonObject;
  /** What all environments share. */
  readonly base: Stack;
  readonly environments: readonly Stack[];
}

/**
 * load → resolve. `prepared` is there as soon as the catalogue can be read, also when openim.yaml has mistakes, so that
 * `gen explain` can help with them.
 */
export function prepare(inputs: Inputs): { readonly diagnostics: readonly Diagnostic[]; readonly prepared?: Prepared } {
  const { source, diagnostics: syntax } = readYaml(inputs.settings.file, inputs.settings.text);
  if (hasErrors(syntax)) return { diagnostics: syntax };

  const said = resolve(source, {}, undefined, inputs.flags);
  const wanted = checkRelease(said.settings["release"], releaseNames(inputs.catalog), said.origin(["release"]).position);
  if (wanted.release === undefined) return { diagnostics: wanted.diagnostics };
  const release = wanted.release;

  const folders = extraModules(said.settings);
  const extra = inputs.extra(folders);
  const { catalog, templates, diagnostics: loadFaults } = loadSources(inputs, release, extra);
  const faults = [...checkExtraModules(source, folders, extra), ...loadFaults];
  if (hasErrors(faults)) return { diagnostics: faults };

  const edges = graph(catalog);
  const schemas = new Map(
    [...catalog.components.values()].map((c) => [c.name, expandSchema(templates.kinds.get(c.kind)?.schema ?? {}, templates.values, view(catalog, c, edges).features)] as const),
  );
  const schema = settingsSchema(catalog, (c) => schemas.get(c.name) ?? {});

  const names = isObject(at(source.value, ["environments"])) ? Object.keys(at(source.value, ["environments"]) as JsonObject) : [];
  const base = resolve(source, catalogueSettings(release), undefined, inputs.flags);
  const environments = names.map((name) => resolve(source, catalogueSettings(release), name, inputs.flags));
  const diagnostics = [
    ...validate(source, schema, inputs.settings.file),
    ...validateFlags(),
    ...checkSettings(catalog, source, base, environments, edges),
  ];
  return { diagnostics, prepared: { source, catalog, templates, extra, schema, base, environments } };

  /** What the command line says has no place in a file, and is checked like what a file says. */
  function validateFlags(): readonly Diagnostic[] {
    if (inputs.flags.length === 0) return [];
    const value = flagged(inputs.flags);
    const nowhere: Source = { file: "--set", text: "", value, position: () => ({ file: "--set", line: 1, column: 1 }) };
    return [...validate(nowhere, schema, "--set"), ...checkFlaggedEnvironments(value, names)].map(({ position: _position, ...d }) => d);
  }
}

function extraModules(settings: JsonObject): readonly string[] {
  const folders: Json | undefined = settings["extraModules"];
  if (!Array.isArray(folders)) return [];
  const names = (folders as readonly unknown[]).filter((f): f is string => typeof f === "string" && f !== "");
  return [...new Set(names.map((name) => name.replace(/(?<=.)\/+$/, "")))];
}

import { dirname, isAbsolute, join, normalize } from "node:path";
import { releaseNames } from "../load/catalog.ts";
import { checkExtras } from "../load/check-extras.ts";
import { checkExtraModules, checkFlaggedEnvironments } from "../load/check-inputs.ts";
import { checkNames } from "../load/check-names.ts";
import { checkRelease } from "../load/check-release.ts";
import { checkSettings } from "../load/check-settings.ts";
import { checkValues } from "../load/check-values.ts";
import { settingsSchema } from "../load/settings-schema.ts";
import { validate } from "../load/settings.ts";
import { belowFolders, siteFiles } from "../load/site-files.ts";
import { forgiving, soundPart } from "../load/sound-part.ts";
import { readYaml } from "../load/yaml.ts";
import type { Catalog, Component } from "../model/catalog.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import { at, isObject, setAt, type Json, type JsonObject } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import type { Edge } from "../model/plan.ts";
import { catalogueSettings, sizedSettings } from "../model/settings.ts";
import type { Source } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import { expandSchema } from "../plan/expand-schema.ts";
import { graph } from "../plan/graph.ts";
import { sizesOf } from "../plan/sizes.ts";
import { view } from "../plan/view.ts";
import { shortName } from "../plan/wiring.ts";
import { flagged, resolve, type Flag } from "../resolve/resolve.ts";
import type { Inputs } from "./generate.ts";
import { loadSources } from "./loaded.ts";

/** What planning needs: the catalogue, the templates, and what each environment wants. */
export interface Prepared {
  readonly source: Source;
  readonly catalog: Catalog;
  readonly templates: Templates;
  /** YAML files of the folders that `extraModules` names, as messages call them. */
  readonly extra: FileTree;
  /** Schema of openim.yaml for this catalogue. */
  readonly schema: JsonObject;
  /** What all environments share. */
  readonly base: Stack;
  readonly environments: readonly Stack[];
  /** Schemas of the kinds, expanded for each component, by its name. */
  readonly schemas: ReadonlyMap<string, JsonObject>;
  /** What an environment (undefined: what all share) wants with more flags. */
  readonly stackWith: (environment: string | undefined, flags: readonly Flag[]) => Stack;
}

/**
 * load → resolve. `prepared` is there as soon as the catalogue is sound, also when openim.yaml has mistakes, so that
 * `gen explain` can help with them. Of a catalogue with mistakes the rest still serves to find those of openim.yaml.
 */
export function prepare(inputs: Inputs): { readonly diagnostics: readonly Diagnostic[]; readonly prepared?: Prepared } {
  const { source, diagnostics: syntax } = readYaml(inputs.settings.file, inputs.settings.text);
  if (hasErrors(syntax)) return { diagnostics: syntax };

  const said = resolve(source, {}, undefined, inputs.flags);
  const { release, diagnostics: releaseFaults } = checkRelease(said.settings["release"], releaseNames(inputs.catalog), said.origin(["release"]).position);
  if (release === undefined) return { diagnostics: releaseFaults };
  const { known, extra, faults } = readCatalogue(inputs, source, release, extraModules(said.settings));
  if (known === undefined) return { diagnostics: [...releaseFaults, ...faults] };

  const { catalog, templates, edges, schema, schemas } = known;
  // An unknown release was reported by its own code.
  const named = hasErrors(releaseFaults) ? setAt(schema, ["properties", "release"], {}) : schema;
  const accepted = hasErrors(faults) ? forgiving(named) : named;
  const names = isObject(at(source.value, ["environments"])) ? Object.keys(at(source.value, ["environments"]) as JsonObject) : [];
  const stackWith = (environment: string | undefined, more: readonly Flag[]): Stack => {
    const flags = [...inputs.flags, ...more];
    // The size is one of the settings, and says some itself.
    const { settings } = resolve(source, catalogueSettings(release), environment, flags);
    return resolve(source, sizedSettings(release, catalog.profiles, settings), environment, flags);
  };
  const base = stackWith(undefined, []);
  const environments = names.map((name) => stackWith(name, []));
  const diagnostics = [
    ...releaseFaults,
    ...faults,
    ...validate(source, accepted, inputs.settings.file),
    ...validateFlags(),
    ...checkSettings(catalog, source, base, environments, edges, (stack) => sizesOf(catalog, schemas, stack)),
  ];
  return { diagnostics, ...(hasErrors(faults) ? {} : { prepared: { source, catalog, templates, extra, schema, base, environments, schemas, stackWith } }) };

  /** What the command line says has no place in a file, and is checked like what a file says. */
  function validateFlags(): readonly Diagnostic[] {
    if (inputs.flags.length === 0) return [];
    const value = flagged(inputs.flags);
    const nowhere: Source = { file: "--set", text: "", value, position: () => ({ file: "--set", line: 1, column: 1 }) };
    return [...validate(nowhere, accepted, "--set"), ...checkFlaggedEnvironments(value, names)].map(({ position: _position, ...d }) => d);
  }
}

/** A catalogue that can be worked with, and what follows from it. */
interface Known extends Pick<Prepared, "catalog" | "templates" | "schema" | "schemas"> {
  readonly edges: readonly Edge[];
}

/** The catalogue with a site's own entries; of one with mistakes, `known` is the sound part, and undefined when nothing can be done with it. */
function readCatalogue(inputs: Inputs, source: Source, release: string, folders: readonly string[]): { readonly known?: Known; readonly extra: FileTree; readonly faults: readonly Diagnostic[] } {
  const site = inputs.extra(folders);
  const marked = belowFolders(site, folders, (folder) => shown(inputs.settings.file, folder));
  const extra = fileTree(new Map(siteFiles(marked).map(({ file, text }) => [file, text])));
  const { catalog: whole, templates, diagnostics } = loadSources(inputs, release, marked);
  const loadFaults = [...checkExtraModules(source, folders, site), ...diagnostics];
  const inTemplates = loadFaults.some((f) => f.position?.file.startsWith(`${templatesFolder}/`));
  const catalog = loadFaults.length === 0 ? whole : inTemplates ? undefined : soundPart(whole, loadFaults);
  if (catalog === undefined) return { extra, faults: loadFaults };

  const edges = graph(catalog);
  const schemas = new Map([...catalog.components.values()].map((c) => [c.name, expandSchema(templates.kinds.get(c.kind)?.schema ?? {}, templates.values, view(catalog, c, edges).features)] as const));
  const schemaOf = (c: Component): JsonObject => schemas.get(c.name) ?? {};
  // `pods` comes from the kind itself.
  const given = (c: Component): readonly string[] => [...Object.keys(view(catalog, { ...c, extra: {} }, edges).data), "pods"];
  const sourceOf = (file: string): Source => readYaml(file, extra.get(file) ?? inputs.catalog.get(file.slice(catalogFolder.length + 1)) ?? "").source;
  const faults = [...loadFaults, ...checkExtras(catalog, templates, given, sourceOf), ...checkNames(catalog, templates, shortName, sourceOf), ...checkValues(catalog, schemaOf, sourceOf)];
  return { known: { catalog, templates, edges, schemas, schema: settingsSchema(catalog, schemaOf) }, extra, faults };
}

/** A folder beside openim.yaml, as messages call it: found from where the command was called, as openim.yaml itself is. */
function shown(settingsFile: string, folder: string): string {
  const where = dirname(settingsFile);
  return isAbsolute(folder) || where === "." ? folder : join(where, folder);
}

function extraModules(settings: JsonObject): readonly string[] {
  const folders: Json | undefined = settings["extraModules"];
  if (!Array.isArray(folders)) return [];
  const names = (folders as readonly unknown[]).filter((f): f is string => typeof f === "string" && f !== "").map((name) => name.replace(/(?<=.)\/+$/, ""));
  return names.filter((name, i) => names.findIndex((other) => normalize(other) === normalize(name)) === i);
}

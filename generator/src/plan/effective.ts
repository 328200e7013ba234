import type { Catalog, Component, ConfigFile, Sizing } from "../model/catalog.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import { asText, at, isObject, merge, type Json, type JsonObject } from "../model/json.ts";
import type { Templates } from "../model/kind.ts";
import { profileOf, profileSettings } from "../model/settings.ts";
import type { Path } from "../model/source.ts";
import type { Stack } from "../model/stack.ts";
import { storeMode } from "../model/store-mode.ts";
import { defaults } from "../model/values-schema.ts";
import { expandSchema } from "./expand-schema.ts";
import { graph } from "./graph.ts";
import { schemaPlace } from "./schema-place.ts";
import { imagesOf, isEnabled } from "./values.ts";
import { view } from "./view.ts";

/** What is in force where openim.yaml says nothing, and where in our own files that stands. */
export interface CatalogueValue {
  readonly value?: Json | undefined;
  readonly file?: string;
  /** The place in the file: a path in it, or a line. */
  readonly path?: Path;
  readonly line?: number;
  /** Why it is so, or who sets it, as a sentence. */
  readonly note?: string;
}

/** The value that a path of openim.yaml has without being said, for the environment of the stack. Undefined where there is none. */
export function catalogueValue(catalog: Catalog, templates: Templates, stack: Stack, path: readonly string[]): CatalogueValue | undefined {
  const [block = "", name = "", ...rest] = path;
  const component = catalog.components.get(name);
  const sized = ofProfile(catalog, stack, path);
  if (sized !== undefined) return sized;
  switch (block) {
    case "config":
      return configValue(catalog.config.get(name), rest);
    case "modules":
    case "infra":
      return component?.group === block ? componentValue(catalog, templates, component, stack, rest) : undefined;
    case "exposure": {
      const edge = [...catalog.components.values()].find((c) => c.kind === "edge");
      return name === "intranet" ? { value: false } : edge === undefined ? undefined : componentValue(catalog, templates, edge, stack, path);
    }
    case "images":
      return imageValue(catalog, templates, [name, ...rest]);
    case "credentials":
      return name === "mode" ? { value: "generated" } : rest[0] === "existingSecret" ? { value: "", note: "Empty: the Secret is made." } : undefined;
    case "storageClass":
      return { value: "", note: "Empty: the default class of the cluster." };
    case "tagPolicy":
      return { value: "release" };
    default:
      return undefined;
  }
}

/** What the size says as openim.yaml would: a single value, not a block that others fill as well. */
function ofProfile(catalog: Catalog, stack: Stack, path: readonly string[]): CatalogueValue | undefined {
  const profile = asText(at(stack.settings, ["profile"]) ?? "");
  const size = profileOf(catalog.profiles, stack.settings);
  const value = at(profileSettings(size), path);
  if (value === undefined || (isObject(value) && path[0] !== "nodes")) return undefined;
  const place: Path = path[0] === "nodes" ? path : ["settings", ...path];
  return { value, file: `${catalogFolder}/profiles.yaml`, path: [profile, ...place], note: `Of the profile ${profile}.` };
}

function configValue(file: ConfigFile | undefined, path: readonly string[]): CatalogueValue | undefined {
  const key = file?.keys.find((k) => k.path.join(".") === path.join("."));
  if (file === undefined) return undefined;
  if (key === undefined) return path.length === 0 ? { file: file.file, line: 1 } : undefined;
  const place = { file: file.file, line: key.line };
  switch (key.source?.kind) {
    case "fixed":
      return { ...place, value: key.default as Json, note: "Fixed by the charts; cannot be set." };
    case "pod-ip":
      return { ...place, note: "The pod's own address; set by the charts." };
    case "secret":
      return { ...place, note: `From the key \`${key.source.key}\` of the Secret for \`${key.source.secret}\`; set by the charts.` };
    case "from":
      return { ...place, note: `Computed from \`${key.source.source}\`; set by the charts.` };
    default:
      return { ...place, value: key.default as Json };
  }
}

function componentValue(catalog: Catalog, templates: Templates, component: Component, stack: Stack, rest: readonly string[]): CatalogueValue | undefined {
  const [head = "", ...below] = rest;
  const own = { file: component.file };
  if (head === "enabled") return { ...own, path: ["enabled"], value: isEnabled(component, stack) };
  if (component.key !== undefined) {
    if (head === "mode") return { ...own, path: ["modes"], value: storeMode(component, stack.settings) };
    if (head === "addresses") return { ...own, path: ["name"], value: [], note: "Empty: the built-in one." };
    if (head === "existingSecret") return { ...own, path: ["secret"], value: "", note: "Empty: the generated one." };
    const setting = component.settings?.[head];
    if (isObject(setting)) return { ...own, path: ["settings", head, ...below.flatMap((key) => ["properties", key])], value: at(defaults(setting), below) };
  }
  const key = head === "replicas" ? ["replicaCount", ...below] : rest;
  return key.length === 0 ? { ...own, path: ["name"] } : chartValue(catalog, templates, component, stack, key);
}

/** A value of the component's chart: default of its kind, then the catalogue's entry, then the size. */
function chartValue(catalog: Catalog, templates: Templates, component: Component, stack: Stack, key: readonly string[]): CatalogueValue | undefined {
  const kind = templates.kinds.get(component.kind);
  if (kind === undefined) return undefined;
  const profile = asText(at(stack.settings, ["profile"]) ?? "");
  const size = profileOf(catalog.profiles, stack.settings);
  const sizing: Sizing = size?.components[component.name] ?? {};
  const expanded = expandSchema(kind.schema, templates.values, view(catalog, component, graph(catalog)).features);
  const [head = "", ...below] = key;
  const sizePath: Path = [profile, "components", component.name, ...(head === "replicaCount" ? ["replicas"] : head === "resources" ? key : ["values", ...key])];
  // From strongest to weakest.
  const layers: readonly (readonly [JsonObject, CatalogueValue])[] = [
    [
      { ...sizing.values, ...(sizing.resources === undefined ? {} : { resources: sizing.resources as unknown as Json }), ...(sizing.replicas === undefined ? {} : { replicaCount: sizing.replicas }) },
      { file: `${catalogFolder}/profiles.yaml`, path: sizePath, note: `Of the profile ${profile}.` },
    ],
    [component.resources === undefined ? {} : { resources: component.resources as unknown as Json }, { file: component.file, path: ["resources", ...below] }],
    [component.values ?? {}, { file: component.file, path: ["values", ...key] }],
    [(defaults(expanded) ?? {}) as JsonObject, schemaPlace(kind, templates, key)],
  ];
  const value = layers.map(([layer]) => layer).reduceRight((base, layer) => merge(base, layer), {});
  const strongest = layers.find(([layer]) => at(layer, key) !== undefined)?.[1];
  return { ...(strongest ?? schemaPlace(kind, templates, key)), value: at(value, key) };
}

function imageValue(catalog: Catalog, templates: Templates, path: readonly string[]): CatalogueValue | undefined {
  const [head = "", id = "", ...field] = path;
  const shared = `${templatesFolder}/shared/values.schema.yaml`;
  if (head === "registry") return { value: "", note: "Empty: the registry of each image." };
  if (head === "pullSecrets") return { value: [] };
  if (head === "pullPolicy") return { value: at(templates.values, ["image", "properties", "pullPolicy", "default"]), file: shared, path: ["image", "properties", "pullPolicy"] };
  if (head !== "overrides" || id === "") return undefined;
  const ofRelease = catalog.release.images[id];
  if (ofRelease !== undefined) return { value: at(ofRelease as unknown as Json, field), file: `${catalogFolder}/openim/${catalog.release.name}/release.yaml`, path: ["images", id, ...field] };
  for (const component of catalog.components.values()) {
    const found = Object.entries(imagesOf(catalog, component)).find(([, i]) => i.id === id);
    if (found === undefined || component.images === undefined) continue;
    const name = id === component.name ? "main" : id.slice(component.name.length + 1);
    if (!(name in component.images)) continue;
    return { value: at(found[1].image as unknown as Json, field), file: component.file, path: ["images", name, ...field] };
  }
  return undefined;
}

import type { Catalog, Component, ConfigFile, KubernetesFacts, Problem, Profile, RefusedImage, Release } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import { byName, subtree, type FileTree } from "../model/tree.ts";
import { checkCatalog } from "./check-catalog.ts";
import { checkConfigSources } from "./check-config-sources.ts";
import { checkShape, type Shape } from "./check-shape.ts";
import { checkStores } from "./check-stores.ts";
import { closest } from "./closest.ts";
import { componentShape, factKeys } from "./component-shape.ts";
import { readConfigFile } from "./config-file.ts";
import { fileShapes } from "./release-shape.ts";
import { inReleaseOrder } from "./release-order.ts";
import { partOf, siteFiles, type SiteFile } from "./site-files.ts";
import { readYaml } from "./yaml.ts";

/**
 * The catalogue for one release, from the files below generator/catalog (`tree`) and a site's own folders (`extra`, from
 * {@link belowFolders}). `where` is the folder's name in messages, `kinds` are the kinds of charts that there are.
 */
export function loadCatalog(tree: FileTree, releaseName: string, where: string, extra: FileTree, kinds: readonly string[]): { readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, Source>();
  const read = (file: string, text: string, shape?: Shape): JsonObject | undefined => {
    const { source, diagnostics: syntax } = readYaml(file, text);
    const found = syntax.length > 0 || shape === undefined ? syntax : checkShape(source, shape);
    diagnostics.push(...found);
    sources.set(file, source);
    return found.length === 0 && isObject(source.value) ? source.value : undefined;
  };
  const readOwn = (path: string, shape: Shape): JsonObject => read(`${where}/${path}`, tree.get(path) ?? "", shape) ?? {};
  const folder = `openim/${releaseName}`;
  const release = readOwn(`${folder}/release.yaml`, fileShapes.release) as unknown as Release;
  const profiles = readOwn("profiles.yaml", fileShapes.profiles) as unknown as Readonly<Record<string, Profile>>;
  const kubernetes = readOwn("kubernetes.yaml", fileShapes.kubernetes) as unknown as KubernetesFacts;
  const problems = readOwn("problems.yaml", fileShapes.problems) as unknown as Readonly<Record<string, Problem>>;
  const refusedImages = readOwn("refused-images.yaml", fileShapes.refusedImages) as unknown as Readonly<Record<string, RefusedImage>>;

  const components = new Map<string, Component>();
  const add = (group: Component["group"] | undefined, file: string, text: string): void => {
    const value = read(file, text, componentShape);
    if (value === undefined) return;
    // A site may put its entries where it likes; what has a block below global.openim is a store.
    const component = toComponent(value, group ?? (value["key"] === undefined ? "modules" : "infra"), file);
    const other = components.get(component.name);
    if (other !== undefined) {
      diagnostics.push(diagnose("duplicate-name", { name: component.name, other: other.file }, sources.get(file)?.position(["name"])));
      return;
    }
    components.set(component.name, component);
  };
  const groups = [["modules", `${folder}/modules`], ["modules", "own"], ["infra", "infra"]] as const;
  for (const [group, dir] of groups) {
    for (const [name, text] of subtree(tree, dir)) add(group, `${where}/${dir}/${name}`, text);
  }
  const site = siteFiles(extra);
  for (const entry of site) if (!entry.below.startsWith("config/")) add(entry.below.startsWith("infra/") ? "infra" : undefined, entry.file, entry.text);

  const config = new Map<string, ConfigFile>();
  for (const [partName, part] of Object.entries(release.parts ?? {})) {
    const files = [
      ...[...subtree(tree, `${folder}/config/${partName}`)].map(([name, text]) => [name, `${where}/${folder}/config/${partName}/${name}`, text] as const),
      ...site.filter((f) => partOf(f) === partName).map(({ file, text }) => [file.split("/").at(-1) ?? file, file, text] as const),
    ];
    for (const [name, file, text] of files) {
      const base = name.replace(/\.ya?ml$/, "");
      const id = part.idPrefix === undefined || base.startsWith(part.idPrefix) ? base : `${part.idPrefix}${base}`;
      const { config: parsed, diagnostics: found } = readConfigFile(partName, id, name, file, text);
      diagnostics.push(...found);
      const other = config.get(id);
      if (other !== undefined) diagnostics.push(diagnose("duplicate-name", { name: id, other: other.file }, { file, line: 1, column: 1 }));
      config.set(id, parsed);
    }
  }
  diagnostics.push(...strayFiles(site, Object.keys(release.parts ?? {})));
  const catalog: Catalog = {
    releases: releaseNames(tree),
    release,
    components: new Map([...components].sort(([a], [b]) => byName(a, b))),
    config: new Map([...config].sort(([a], [b]) => byName(a, b))),
    profiles,
    kubernetes,
    problems,
    refusedImages,
  };
  if (diagnostics.length === 0) diagnostics.push(...checkConfigSources(catalog), ...checkCatalog(catalog, kinds, (file) => sources.get(file)), ...checkStores(catalog, (file) => sources.get(file)));
  return { catalog, diagnostics };
}

/** Releases that the catalogue describes, the newest last. */
export function releaseNames(tree: FileTree): readonly string[] {
  return inReleaseOrder([...tree.keys()].flatMap((path) => /^openim\/([^/]+)\/release\.yaml$/.exec(path)?.[1] ?? []));
}

/** Configuration files of a site that belong to no part, and so would be left out without a word. */
function strayFiles(site: readonly SiteFile[], parts: readonly string[]): readonly Diagnostic[] {
  return site.flatMap((entry) => {
    const part = partOf(entry);
    // Without the release's own facts there is nothing to compare with, and that was reported.
    if (part === undefined || parts.length === 0 || parts.includes(part)) return [];
    return [diagnose("catalog-reference", { what: "Part", name: part, near: closest(part, parts) }, { file: entry.file, line: 1, column: 1 })];
  });
}

function toComponent(value: JsonObject, group: Component["group"], file: string): Component {
  const isKnown = (key: string): boolean => Object.hasOwn(componentShape.keys, key) && !Object.hasOwn(factKeys, key);
  const known = Object.fromEntries(Object.entries(value).filter(([key]) => isKnown(key)));
  const extra = Object.fromEntries(Object.entries(value).filter(([key]) => !isKnown(key)));
  return { ports: [], needs: {}, name: "", kind: "", description: "", ...known, group: value["kind"] === "umbrella" ? "umbrella" : group, file, extra } as unknown as Component;
}

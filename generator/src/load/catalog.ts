import type { Catalog, Component, ConfigFile, KubernetesFacts, Profile, Release } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import type { Source } from "../model/source.ts";
import { byName, subtree, type FileTree } from "../model/tree.ts";
import { checkCatalog } from "./check-catalog.ts";
import { readConfigFile } from "./config-file.ts";
import { readYaml } from "./yaml.ts";

/** Keys of a component's file that the generator itself understands; the rest is for its kind's templates. */
const componentKeys = new Set([
  "name", "kind", "title", "description", "enabled", "part", "binary", "image", "images", "files", "ports", "needs", "registers", "selfHealing",
  "consumes", "probes", "drain", "scaling", "resources", "key", "absent", "wait", "modes", "settings", "offers", "secret", "values",
]);

/**
 * The catalogue for one release, from the files below generator/catalog (`tree`) and a site's own folders (`extra`, whose
 * files are named as the user knows them). `where` is the folder's name in messages.
 */
export function loadCatalog(tree: FileTree, releaseName: string, where: string, extra: FileTree): { readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, Source>();
  const read = (path: string, file: string, text: string): JsonObject => {
    const { source, diagnostics: found } = readYaml(file, text);
    diagnostics.push(...found);
    sources.set(path, source);
    return isObject(source.value) ? source.value : {};
  };
  const folder = `openim/${releaseName}`;
  const release = read(`${folder}/release.yaml`, `${where}/${folder}/release.yaml`, tree.get(`${folder}/release.yaml`) ?? "") as unknown as Release;
  const profiles = read("profiles.yaml", `${where}/profiles.yaml`, tree.get("profiles.yaml") ?? "") as unknown as Readonly<Record<string, Profile>>;
  const kubernetes = read("kubernetes.yaml", `${where}/kubernetes.yaml`, tree.get("kubernetes.yaml") ?? "") as unknown as KubernetesFacts;

  const components = new Map<string, Component>();
  const add = (group: Component["group"], path: string, file: string, text: string): void => {
    const value = read(path, file, text);
    const component = toComponent(value, group, file);
    const other = components.get(component.name);
    if (other !== undefined) {
      diagnostics.push(diagnose("duplicate-name", { name: component.name, other: other.file }, sources.get(path)?.position(["name"])));
      return;
    }
    components.set(component.name, component);
  };
  const groups = [["modules", `${folder}/modules`], ["modules", "own"], ["infra", "infra"]] as const;
  for (const [group, dir] of groups) {
    for (const [name, text] of subtree(tree, dir)) add(group, `${dir}/${name}`, `${where}/${dir}/${name}`, text);
  }
  for (const [path, text] of extra) if (/\.ya?ml$/.test(path) && !path.includes("/config/")) add("modules", path, path, text);

  const config = new Map<string, ConfigFile>();
  for (const [partName, part] of Object.entries(release.parts ?? {})) {
    const files = [
      ...[...subtree(tree, `${folder}/config/${partName}`)].map(([name, text]) => [name, `${where}/${folder}/config/${partName}/${name}`, text] as const),
      ...[...extra].filter(([path]) => path.includes(`/config/${partName}/`)).map(([path, text]) => [path.split("/").at(-1) ?? path, path, text] as const),
    ];
    for (const [name, file, text] of files) {
      const base = name.replace(/\.ya?ml$/, "");
      const id = part.idPrefix === undefined || base.startsWith(part.idPrefix) ? base : `${part.idPrefix}${base}`;
      const { config: parsed, diagnostics: found } = readConfigFile(partName, id, name, file, text);
      diagnostics.push(...found);
      config.set(id, parsed);
    }
  }
  const catalog: Catalog = {
    releases: releaseNames(tree),
    release,
    components: new Map([...components].sort(([a], [b]) => byName(a, b))),
    config: new Map([...config].sort(([a], [b]) => byName(a, b))),
    profiles,
    kubernetes,
  };
  if (diagnostics.length === 0) diagnostics.push(...checkCatalog(catalog, (file) => [...sources.values()].find((s) => s.file === file)));
  return { catalog, diagnostics };
}

/** Releases that the catalogue describes. */
export function releaseNames(tree: FileTree): readonly string[] {
  return [...tree.keys()].flatMap((path) => /^openim\/([^/]+)\/release\.yaml$/.exec(path)?.[1] ?? []);
}

function toComponent(value: JsonObject, group: Component["group"], file: string): Component {
  const known = Object.fromEntries(Object.entries(value).filter(([key]) => componentKeys.has(key)));
  const extra = Object.fromEntries(Object.entries(value).filter(([key]) => !componentKeys.has(key)));
  return { ports: [], needs: {}, name: "", kind: "", description: "", ...known, group, file, extra } as unknown as Component;
}

import type { Catalog, Component } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { catalogFolder } from "../model/folders.ts";
import type { Path, Source } from "../model/source.ts";
import { closest } from "./closest.ts";
import { refusedImage } from "./refused-image.ts";

/** Cross-references of the catalogue: whatever one entry names must exist, and ports must equal the configuration's. */
export function checkCatalog(catalog: Catalog, kinds: readonly string[], sourceOf: (file: string) => Source | undefined): readonly Diagnostic[] {
  return [...catalog.components.values()].flatMap((component) => {
    const position = (path: Path) => sourceOf(component.file)?.position(path);
    const missing = (what: string, name: string, known: Iterable<string>, path: Path) =>
      diagnose("catalog-reference", { what, name, near: closest(name, [...known]) }, position(path));
    return [
      ...(kinds.includes(component.kind) ? [] : [missing("Kind of chart", component.kind, kinds, ["kind"])]),
      ...(["stores", "optional"] as const).flatMap((list) =>
        (component.needs[list] ?? []).flatMap((name, i) => (catalog.components.get(name)?.key === undefined ? [missing("Store", name, stores(catalog), ["needs", list, i])] : [])),
      ),
      ...(component.needs.modules ?? []).flatMap((reference, i) => {
        const [name = "", port = ""] = reference.split(":");
        const target = catalog.components.get(name);
        if (target === undefined) return [missing("Module", name, catalog.components.keys(), ["needs", "modules", i])];
        return target.ports.some((p) => p.name === port) ? [] : [missing(`Port of ${name}`, port, target.ports.map((p) => p.name), ["needs", "modules", i])];
      }),
      ...(component.files ?? []).flatMap((id, i) => (catalog.config.has(id) ? [] : [missing("Configuration file", id, catalog.config.keys(), ["files", i])])),
      ...(component.part !== undefined && catalog.release.parts[component.part] === undefined
        ? [missing("Part", component.part, Object.keys(catalog.release.parts), ["part"])]
        : []),
      ...(component.image !== undefined && catalog.release.images[component.image] === undefined
        ? [missing("Image", component.image, Object.keys(catalog.release.images), ["image"])]
        : []),
      ...ports(catalog, component, position),
      ...portNames(component, position),
      ...refusedImages(catalog, component, position),
      ...ownFile(catalog, component, position),
      ...probes(component, missing),
      ...consumed(catalog, component, missing),
      ...unread(catalog, component, position),
    ];
  });
}

function stores(catalog: Catalog): readonly string[] {
  return [...catalog.components.values()].filter((c) => c.key !== undefined).map((c) => c.name);
}

function ports(catalog: Catalog, component: Component, position: (path: Path) => Diagnostic["position"]): readonly Diagnostic[] {
  const file = catalog.config.get(component.files?.[0] ?? "");
  return component.ports.flatMap((port, i) => {
    if (port.key === undefined || file === undefined) return [];
    const key = file.keys.find((k) => k.path.join(".") === port.key);
    if (key !== undefined && JSON.stringify(key.default) === JSON.stringify([port.number])) return [];
    const found = key === undefined ? "no such key" : JSON.stringify(key.default);
    return [diagnose("catalog-port", { module: component.name, port: `${port.name} ${port.number}`, key: `${file.name}: ${port.key}`, found }, position(["ports", i, "number"]))];
  });
}

/** Clients in Kubernetes mode look for a port of this very name, and see no other. */
function portNames(component: Component, position: (path: Path) => Diagnostic["position"]): readonly Diagnostic[] {
  return component.ports.flatMap((port, i) =>
    port.protocol === "grpc" && port.name !== "grpc" ? [diagnose("catalog-port-name", { module: component.name, port: port.name }, position(["ports", i, "name"]))] : [],
  );
}

function refusedImages(catalog: Catalog, component: Component, position: (path: Path) => Diagnostic["position"]): readonly Diagnostic[] {
  return Object.entries(component.images ?? {}).flatMap(([name, { repository }]) => {
    const refused = refusedImage(catalog, repository);
    return refused === undefined ? [] : [diagnose("image-frozen", { image: repository, ...refused }, position(["images", name, "repository"]))];
  });
}

/** The first file is the component's own: nobody else's settings go there. One that several read cannot be. */
function ownFile(catalog: Catalog, component: Component, position: (path: Path) => Diagnostic["position"]): readonly Diagnostic[] {
  const own = component.files?.[0];
  const readers = [...catalog.components.values()].filter((c) => c.name !== component.name && own !== undefined && c.files?.includes(own)).map((c) => c.name);
  if (own === undefined || readers.length < 2) return [];
  const reason = `is \`${own}\`, but the first file is the component's own, and ${readers.slice(0, 3).join(", ")}${readers.length > 3 ? " and others" : ""} read that one too`;
  return [diagnose("wrong-value", { path: "files[0]", reason, hint: "Put a file of its own first." }, position(["files", 0]))];
}

/**
 * The address of a store that a program of OpenIM needs stands in one of its files, where the part has such a file. A site's own
 * program may learn it in another way.
 */
function unread(catalog: Catalog, component: Component, position: (path: Path) => Diagnostic["position"]): readonly Diagnostic[] {
  if (component.files === undefined || !component.file.startsWith(`${catalogFolder}/`)) return [];
  return (component.needs.stores ?? []).flatMap((store, i) => {
    const says = `${catalog.components.get(store)?.key ?? ""}.addresses`;
    const files = [...catalog.config.values()].filter((file) => file.part === component.part && file.keys.some((k) => k.source?.kind === "from" && k.source.source === says)).map((file) => file.id);
    return files.length === 0 || files.some((id) => component.files?.includes(id)) ? [] : [diagnose("catalog-store-file", { module: component.name, store, files: files.join(", ") }, position(["needs", "stores", i]))];
  });
}

type Missing = (what: string, name: string, known: Iterable<string>, path: Path) => Diagnostic;

/** Topics and groups are prepared under the names that the program reads: those of its files, where one names any. */
function consumed(catalog: Catalog, component: Component, missing: Missing): readonly Diagnostic[] {
  const keys = (component.files ?? []).flatMap((id) => catalog.config.get(id)?.keys ?? []);
  const named = (ending: string) => keys.flatMap(({ path, default: name }) => (path.at(-1)?.endsWith(ending) === true && typeof name === "string" ? [name] : []));
  const [topics, groups] = [named("Topic"), named("GroupID")];
  const wanted = (component.consumes ?? []).flatMap(({ topic, group }, i) => [["Topic", "topic", topic, topics, i], ["Group of consumers", "group", group, groups, i]] as const);
  return wanted.flatMap(([what, key, name, known, i]) => (known.length === 0 || known.includes(name) ? [] : [missing(what, name, known, ["consumes", i, key])]));
}

function probes(component: Component, missing: Missing): readonly Diagnostic[] {
  const names = component.ports.map((p) => p.name);
  return Object.entries(component.probes ?? {}).flatMap(([probe, form]) => {
    const port = "tcp" in form ? form.tcp : "http" in form ? form.http : undefined;
    return port === undefined || names.includes(port) ? [] : [missing(`Port of the ${probe} probe`, port, names, ["probes", probe])];
  });
}

import { ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { Bom, Component, Property } from "@cyclonedx/cyclonedx-library/Models";
import { JSON as Json, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import type { Archive } from "../model/archive.ts";
import { parseImage } from "../model/image.ts";
import type { LockedImage } from "../model/images-lock.ts";

/**
 * The bundle as a CycloneDX document: every chart, and every image with who uses it. What is inside the images is not looked at. No
 * time and no serial number, so that the same bundle has the same document.
 */
export function sbom(name: string, version: string, archives: readonly Archive[], images: readonly LockedImage[]): string {
  const bom = new Bom();
  const main = new Component(ComponentType.Application, name, { version, bomRef: `chart:${name}@${version}` });
  bom.metadata.component = main;
  for (const { name: chart, version: own, digest } of archives) {
    const component = chart === name ? main : new Component(ComponentType.Application, chart, { version: own, bomRef: `chart:${chart}@${own}` });
    component.purl = `pkg:helm/${encodeURIComponent(chart)}@${encodeURIComponent(own)}`;
    component.hashes.set(HashAlgorithm["SHA-256"], digest);
    if (component === main) continue;
    bom.components.add(component);
    main.dependencies.add(component.bomRef);
  }
  const charts = new Map([...bom.components, main].map((component) => [component.name, component]));
  for (const { image, digest, usedBy } of images) {
    const where = parseImage(image);
    if (where === undefined) continue;
    const { registry, repository, tag } = where;
    const component = new Component(ComponentType.Container, `${registry}/${repository}`, { version: tag || (digest ?? ""), bomRef: `image:${image}` });
    component.purl = imagePurl(registry, repository, tag, digest);
    if (digest !== undefined) component.properties.add(new Property("openim:image:digest", digest));
    bom.components.add(component);
    for (const user of usedBy) charts.get(user)?.dependencies.add(component.bomRef);
  }
  return `${new JsonSerializer(new Json.Normalize.Factory(Spec1dot6)).serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The package URL of an image; its version is the digest, and without one there is none. */
function imagePurl(registry: string, repository: string, tag: string, digest: string | undefined): string {
  const qualifiers = new URLSearchParams({ repository_url: `${registry}/${repository}`, ...(tag === "" ? {} : { tag }) });
  return `pkg:oci/${encodeURIComponent(repository.split("/").at(-1) ?? "")}${digest === undefined ? "" : `@${encodeURIComponent(digest)}`}?${qualifiers.toString()}`;
}

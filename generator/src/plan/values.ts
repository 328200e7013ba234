import type { Catalog, Component, Image } from "../model/catalog.ts";
import { imageName, parseImage } from "../model/image.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { asText, at, isObject, merge } from "../model/json.ts";
import { profileOf } from "../model/settings.ts";
import type { Stack } from "../model/stack.ts";
import { isOn } from "../model/store-mode.ts";

/** Images that a component's chart pulls, by values key (`image`, `setupImage`, …). */
export function imagesOf(catalog: Catalog, component: Component): Readonly<Record<string, { readonly id: string; readonly image: Image }>> {
  const result: Record<string, { id: string; image: Image }> = {};
  const releaseImage = component.image ?? catalog.release.parts[component.part ?? ""]?.image;
  const main = releaseImage === undefined ? undefined : catalog.release.images[releaseImage];
  if (releaseImage !== undefined && main !== undefined) result["image"] = { id: releaseImage, image: main };
  for (const [name, image] of Object.entries(component.images ?? {})) {
    result[name === "main" ? "image" : `${name}Image`] = { id: name === "main" ? component.name : `${component.name}-${name}`, image };
  }
  const kafka = catalog.components.get("kafka")?.images?.["main"];
  if ((component.consumes ?? []).length > 0 && kafka !== undefined) result["kafkaImage"] = { id: "kafka", image: kafka };
  return result;
}

/** What is laid over the defaults of a component's values: catalogue, size, then what the site says. */
export function overlay(catalog: Catalog, component: Component, stack: Stack): JsonObject {
  const sizing = profileOf(catalog.profiles, stack.settings)?.components[component.name];
  const block = at(stack.settings, [component.group, component.name]);
  const site = isObject(block) ? block : {};
  const storeKeys = new Set(["mode", "addresses", "existingSecret", ...Object.keys(component.settings ?? {})]);
  const own = Object.fromEntries(Object.entries(site).filter(([key]) => key !== "enabled" && key !== "replicas" && !(component.key !== undefined && storeKeys.has(key))));
  const replicas = site["replicas"] ?? sizing?.replicas;
  const config = component.files?.[0] === undefined ? undefined : at(stack.settings, ["config", component.files[0]]);
  const layers: JsonObject[] = [
    imageValues(catalog, component, stack),
    component.values ?? {},
    component.resources === undefined ? {} : { resources: component.resources as unknown as Json },
    sizing?.resources === undefined ? {} : { resources: sizing.resources as unknown as Json },
    sizing?.values ?? {},
    replicas === undefined ? {} : { replicaCount: replicas },
    component.kind === "edge" && isObject(stack.settings["exposure"]) ? edgeValues(stack.settings["exposure"]) : {},
    isObject(config) ? { config } : {},
    own,
  ];
  return layers.reduce((base, layer) => merge(base, layer), {});
}

function edgeValues(exposure: JsonObject): JsonObject {
  const { intranet: _intranet, ...rest } = exposure as Record<string, Json>;
  return { exposure: rest };
}

/** Values of a component that say which images it runs. */
export function imageValues(catalog: Catalog, component: Component, stack: Stack): JsonObject {
  const policy = at(stack.settings, ["images", "pullPolicy"]);
  return Object.fromEntries(
    Object.entries(imagesOf(catalog, component)).map(([key, { id, image }]) => {
      const over = at(stack.settings, ["images", "overrides", id]);
      const base: JsonObject = { registry: image.registry, repository: image.repository, tag: image.tag, digest: image.digest ?? "" };
      // Another tag is another image: the catalogue's digest does not belong to it.
      const own = isObject(over) ? ("digest" in over ? over : { digest: "", ...over }) : {};
      return [key, withDigest(catalog, stack, id, merge(policy === undefined ? base : { ...base, pullPolicy: policy }, own))] as const;
    }),
  );
}

/** An image with the digest that is known for exactly this name. One that wants tags gets no digest that it did not say itself. */
function withDigest({ digests }: Catalog, stack: Stack, id: string, image: JsonObject): JsonObject {
  if (at(stack.settings, ["images", "digests"]) === false) return { ...image, digest: at(stack.settings, ["images", "overrides", id, "digest"]) ?? "" };
  const name = parseImage(`${asText(image["registry"])}/${asText(image["repository"])}:${asText(image["tag"])}`);
  return image["digest"] !== "" || name === undefined ? image : { ...image, digest: digests?.get(imageName(name)) ?? "" };
}

/** What is laid over the defaults of `global`. */
export function globalOverlay(catalog: Catalog, stack: Stack): JsonObject {
  const settings = stack.settings;
  const openim: Record<string, Json> = {};
  const publicURL = at(settings, ["publicURL"]);
  if (publicURL !== undefined) openim["publicURL"] = publicURL;
  const credentials = at(settings, ["credentials"]);
  if (isObject(credentials)) openim["credentials"] = credentials;
  const observability = at(settings, ["observability"]);
  if (isObject(observability)) openim["observability"] = observability;
  const config = at(settings, ["config"]);
  if (isObject(config)) {
    const ownFiles = new Set([...catalog.components.values()].map((c) => c.files?.[0]));
    const shared = Object.entries(config).filter(([id]) => !ownFiles.has(id));
    if (shared.length > 0) openim["config"] = Object.fromEntries(shared);
  }
  for (const component of catalog.components.values()) {
    const block = at(settings, ["infra", component.name]);
    if (component.key === undefined || !isObject(block)) continue;
    const keys = ["addresses", "existingSecret", ...Object.keys(component.settings ?? {})];
    const own = Object.entries(block).filter(([key]) => keys.includes(key));
    if (own.length > 0) openim[component.key] = Object.fromEntries(own);
  }
  const registry = at(settings, ["images", "registry"]);
  const pullSecrets = at(settings, ["images", "pullSecrets"]);
  const storageClass = at(settings, ["storageClass"]);
  return {
    ...(registry === undefined ? {} : { imageRegistry: registry }),
    ...(Array.isArray(pullSecrets) ? { imagePullSecrets: (pullSecrets as readonly Json[]).map((name) => ({ name })) } : {}),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...(Object.keys(openim).length === 0 ? {} : { openim }),
  };
}

/** Whether the umbrella includes a component. */
export function isEnabled(component: Component, stack: Stack): boolean {
  const credentialsMode = at(stack.settings, ["credentials", "mode"]) ?? "generated";
  if (component.kind === "credentials" && credentialsMode === "existing") return false;
  return isOn(component, stack);
}

/** What is said of whether the umbrella includes a component; undefined when it follows a switch. */
export function saidEnabled(component: Component, stack: Stack): boolean | undefined {
  return component.switch !== undefined && at(stack.settings, ["infra", component.name, "mode"]) === undefined ? undefined : isEnabled(component, stack);
}

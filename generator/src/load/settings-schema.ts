import type { Catalog, Component, ConfigFile } from "../model/catalog.ts";
import { addressForm, registryForm, registryTitle, storageClassForm, storageClassTitle } from "../model/codes/forms.ts";
import { changeKinds } from "../model/chart-change.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { isObject } from "../model/json.ts";
import { observability } from "../model/observability.ts";

const text = (description: string, more: JsonObject = {}): JsonObject => ({ type: "string", description, ...more });
const block = (description: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: "object", description, additionalProperties: false, properties, ...more });
const secretName = (description: string): JsonObject => ({ type: "string", description, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", maxLength: 253, "x-code": "secret-form" });

/**
 * Schema of openim.yaml for this catalogue. `values` gives the schema of a component's own chart values: whatever a chart
 * lets a user set can be set in openim.yaml under the same name.
 */
export function settingsSchema(catalog: Catalog, values: (component: Component) => JsonObject): JsonObject {
  const components = [...catalog.components.values()];
  const settings: Record<string, Json> = {
    publicURL: text("The one address of the installation, as clients see it. Every address that a client gets is made from it.", { examples: ["https://im.your-company.com"] }),
    profile: { type: "string", enum: Object.keys(catalog.profiles), "x-code": "unknown-profile", description: `Size. ${Object.entries(catalog.profiles).map(([n, p]) => `${n}: ${p.description}`).join(" ")}` },
    tagPolicy: { type: "string", enum: ["branch", "rc", "release"], description: "Which tags images of your own may have; best said by environment. branch: any but latest. rc: release candidates (rc1) and releases. release (default): releases only." },
    storageClass: text("Storage class of every volume that names none.", { pattern: storageClassForm, maxLength: 253, patternTitle: storageClassTitle }),
    images: images(catalog, components),
    credentials: credentials(catalog),
    modules: block("OpenIM's processes and what stands in front of them.", Object.fromEntries(components.filter((c) => c.group === "modules").map((c) => [c.name, moduleSchema(catalog, c, values(c))]))),
    infra: block("The stores, and the tools that watch.", Object.fromEntries(components.filter((c) => c.group === "infra").map((c) => [c.name, storeSchema(c, values(c))]))),
    config: block("Keys of OpenIM's own configuration files.", Object.fromEntries([...catalog.config.values()].map((f) => [f.id, configSchema(f)]))),
    exposure: exposure(components, values),
    observability,
    nodes: block("The machines that it runs on, for the sums of `gen sizes` and the warning when they are too small. Those that the size is meant for when nothing is said.", {
      count: { type: "integer", minimum: 1, description: "How many. With more than one, the pods must find room when one is away." },
      cpu: { type: ["string", "number"], pattern: "^([0-9]+m|[0-9]+(\\.[0-9]+)?)$", patternTitle: "Write it like 4 or 3800m.", description: "Cores of each." },
      memory: { type: "string", pattern: "^[0-9]+(\\.[0-9]+)?([KMGT]i|[kMGT])?$", patternTitle: "Write it like 16Gi.", description: "Memory of each." },
      reserved: { type: "number", minimum: 0, maximum: 0.9, description: "Share of each that is left to the system and to others, such as 0.1." },
    }),
  };
  const environment = block("One environment: whatever differs from the rest of this file.", settings);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "openim.yaml",
    description: "What a site wants from OpenIM on Kubernetes. Only `publicURL` must be said; everything else has a safe default.",
    type: "object",
    additionalProperties: false,
    properties: {
      release: { type: "string", enum: catalog.releases, description: "Release of OpenIM, from the catalogue." },
      charts: chartsBlock(),
      ...settings,
      environments: { type: "object", description: "Environments by name; each gets a folder below values/.", propertyNames: { pattern: "^[a-z][-a-z0-9]*$", patternTitle: "Use small letters, digits and dashes, beginning with a letter." }, additionalProperties: { $ref: "#/definitions/environment" } },
      publish: { type: "array", description: "Where `gen publish` puts the packaged charts.", items: target() },
      extraModules: { type: "array", description: "Folders with more catalogue entries, relative to this file.", items: { type: "string", minLength: 1 } },
    },
    definitions: { environment },
  };
}

function chartsBlock(): JsonObject {
  return block("What all charts have in common.", {
    version: text("Version of every chart, by semantic versioning.", { pattern: "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$", patternTitle: "Write it like 1.2.3 or 1.2.3-rc.1." }),
    repository: text("Address of the Helm repository, for documentation."),
    documentation: text("Address of the folder with runbook.md, to which alerts link."),
    icon: text("Address of the charts' icon."),
    keywords: { type: "array", items: { type: "string" }, description: "Keywords for search." },
    license: text("Licence of the charts, as SPDX names it.", { examples: ["Apache-2.0"] }),
    links: { type: "array", description: "Addresses that Artifact Hub shows beside the charts.", items: block("One link.", { name: text("What it leads to."), url: text("Address.") }, { required: ["name", "url"] }) },
    changes: {
      type: "array",
      description: "What this version changes; `gen bump` writes it, and Artifact Hub shows it.",
      items: block("One change.", {
        kind: { type: "string", enum: changeKinds, description: "What kind of change." },
        description: { type: "string", minLength: 1, description: "One sentence." },
        charts: { type: "array", items: { type: "string" }, description: "The charts that it concerns; without them all." },
      }, { required: ["kind", "description"] }),
    },
    signKey: block("Key that every release is signed with; `gen publish` then refuses to publish without it.", {
      fingerprint: text("Its fingerprint, 40 hexadecimal digits.", { pattern: "^[0-9A-F]{40}$", patternTitle: "Write 40 hexadecimal digits in capitals, without blanks." }),
      url: text("Address of the public key.", { pattern: "^https://\\S+$", patternTitle: "Write an address that begins with https://." }),
    }, { required: ["fingerprint", "url"] }),
    artifactHub: block("Who owns the repository at Artifact Hub; written beside the index of a published folder.", {
      repositoryID: text("Id that Artifact Hub gave the repository.", { pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", patternTitle: "Write it as Artifact Hub shows it, like 00000000-0000-0000-0000-000000000000." }),
      owners: { type: "array", description: "Who may claim it.", items: block("One owner.", { name: text("Name."), email: text("Mail address.") }, { required: ["name", "email"] }) },
    }),
    maintainers: { type: "array", description: "Who answers for the charts.", items: block("One maintainer.", { name: text("Name."), email: text("Mail address."), url: text("Web address.") }, { required: ["name"] }) },
  });
}

function images(catalog: Catalog, components: readonly Component[]): JsonObject {
  const ids = [...Object.keys(catalog.release.images), ...components.flatMap((c) => Object.values(ownImages(c)))];
  const registry = { pattern: registryForm, patternTitle: registryTitle };
  const one = block("Another image in place of the catalogue's.", {
    registry: text("Registry host.", registry),
    repository: text("Repository below the registry."),
    tag: { type: "string", minLength: 1, description: "Tag." },
    digest: text("Digest.", { pattern: "^sha256:[a-f0-9]{64}$", patternTitle: "Write it like sha256: and 64 hexadecimal digits." }),
  });
  return block("Where images come from.", {
    registry: text("Registry that replaces the one of every image.", registry),
    digests: { type: "boolean", description: "Pull by the digest that images.lock knows, so that a tag that is moved changes nothing. true (default)." },
    pullSecrets: { type: "array", items: secretName("Name of a Secret."), description: "Secrets for pulling." },
    pullPolicy: { type: "string", enum: ["Always", "IfNotPresent", "Never"], description: "When the kubelet pulls." },
    overrides: block("Images by name.", Object.fromEntries([...new Set(ids)].map((id) => [id, one]))),
  });
}

function credentials(catalog: Catalog): JsonObject {
  return block("Where passwords and keys come from.", {
    mode: { type: "string", enum: ["generated", "derived", "existing"], description: "generated (default): a Job makes the Secrets that are missing. derived: digests of one master secret given at install. existing: Secrets of the site." },
    ...Object.fromEntries(Object.entries(catalog.release.secrets).map(([name, s]) => [name, block(`Source of ${s.description}.`, { existingSecret: secretName("Name of the site's own Secret.") })])),
  });
}

function moduleSchema(catalog: Catalog, component: Component, values: JsonObject): JsonObject {
  const image = component.image ?? catalog.release.parts[component.part ?? ""]?.image;
  const config = component.files?.[0];
  const elsewhere = {
    mode: "enabled",
    ...(image === undefined ? {} : { image: `images.overrides.${image}` }),
    ...(config === undefined ? {} : { config: `config.${config}` }),
    ...(component.kind === "edge" ? { exposure: "exposure" } : {}),
  };
  return block(component.description, { enabled: { type: "boolean", description: "Include it." }, ...valueProperties(values) }, misplaced(component, elsewhere));
}

function storeSchema(component: Component, values: JsonObject): JsonObject {
  const properties = {
    mode: { type: "string", enum: component.modes ?? ["builtin", "external", "off"], description: "builtin: our chart. external: the site's own. off: none." },
    addresses: { type: "array", description: "Servers of an external store, host:port each.", items: { type: "string", pattern: addressForm, patternTitle: "Write host:port, without a scheme; ports go up to 65535, and an IPv6 address stands in brackets." } },
    existingSecret: secretName("The site's own Secret with the credentials."),
    ...component.settings,
    ...valueProperties(values),
    ...refused(component),
  };
  return block(component.description, properties, misplaced(component, { enabled: "mode" }));
}

/** What this release cannot work with, with the reason: a setting that is not there at all, or some values of one (diagnose-schema.ts). */
function refused(component: Component): JsonObject {
  const { refused: entries = {} } = component.extra as { readonly refused?: Readonly<Record<string, Json>> };
  return Object.fromEntries(
    Object.entries(entries).map(([setting, reason]) => {
      const known = component.settings?.[setting];
      return [setting, isObject(known) ? { ...known, "x-refused": reason } : { not: {}, description: "Not possible with this release.", "x-refused": { "": reason } }];
    }),
  );
}

/** What people look for in a component's block, having seen its chart, and where openim.yaml has it (diagnose-schema.ts). */
function misplaced(component: Component, places: JsonObject): JsonObject {
  const images = Object.entries(ownImages(component)).map(([key, id]) => [key, `images.overrides.${id}`]);
  return { "x-elsewhere": { ...places, ...Object.fromEntries(images), replicaCount: "replicas" } };
}

/** Images of a component's own: the key among its chart's values, and the name below `images.overrides`. */
function ownImages(component: Component): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(component.images ?? {}).map((name) => (name === "main" ? ["image", component.name] : [`${name}Image`, `${component.name}-${name}`])));
}

/** Values of a chart as openim.yaml has them: without what stands elsewhere there, and with one word for the number of pods. */
function valueProperties(values: JsonObject): Record<string, Json> {
  const { global: _g, enabled: _e, config: _c, exposure: _x, image: _i, replicaCount, ...rest } = (values["properties"] ?? {}) as Record<string, Json>;
  return {
    ...(replicaCount === undefined ? {} : { replicas: replicaCount }),
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !name.endsWith("Image"))),
  };
}

function exposure(components: readonly Component[], values: (component: Component) => JsonObject): JsonObject {
  const edge = components.find((c) => c.kind === "edge");
  const own = edge === undefined ? undefined : ((values(edge)["properties"] ?? {}) as Record<string, Json>)["exposure"];
  const properties = isObject(own) && isObject(own["properties"]) ? own["properties"] : {};
  return block("How clients reach the edge.", { ...properties, intranet: { type: "boolean", description: "All clients are inside one network, so private names and addresses are fine." } });
}

function configSchema(file: ConfigFile): JsonObject {
  const tree: Record<string, Json> = {};
  for (const key of file.keys) {
    let properties = tree;
    for (const section of key.path.slice(0, -1)) {
      const node = (properties[section] ??= { type: "object", additionalProperties: false, properties: {} }) as { properties: Record<string, Json> };
      properties = node.properties;
    }
    properties[key.path.at(-1) ?? ""] = {
      type: key.type,
      description: key.description,
      default: key.default as Json,
      ...(key.items === undefined ? {} : { items: { type: key.items } }),
      ...(key.enum === undefined ? {} : { enum: key.enum as readonly Json[] }),
      ...(key.refused === undefined ? {} : { "x-refused": key.refused }),
      ...(key.minimum === undefined ? {} : { minimum: key.minimum }),
      ...(key.maximum === undefined ? {} : { maximum: key.maximum }),
    };
  }
  return { type: "object", description: file.description, additionalProperties: false, properties: tree };
}

const targetTypes: Readonly<Record<string, { readonly properties: JsonObject; readonly required: readonly string[] }>> = {
  directory: {
    properties: {
      path: { type: "string", minLength: 1, description: "Folder, relative to this file." },
      url: text("Address under which the folder is served, for absolute links in the index."),
    },
    required: ["path"],
  },
  chartmuseum: {
    properties: { url: text("Address of the repository, as `helm repo add` takes it."), credentialsEnv: credentialsEnv() },
    required: ["url"],
  },
  oci: {
    properties: {
      url: text("Place of the charts, such as oci://registry.your-company.com/charts."),
      credentialsEnv: credentialsEnv(),
      plainHTTP: { type: "boolean", description: "Plain http, for a registry on this machine." },
    },
    required: ["url"],
  },
};

function credentialsEnv(): JsonObject {
  return text("Variables with name and password are this with _USERNAME and _PASSWORD behind it; OPENIM_PUBLISH when nothing is said.", {
    pattern: "^[A-Z][A-Z0-9_]*$",
    patternTitle: "Use capitals, digits and underscores, beginning with a letter.",
  });
}

function target(): JsonObject {
  const type = (names: readonly string[]): JsonObject => ({ type: "string", enum: names, description: "Kind of target." });
  const all = Object.assign({}, ...Object.values(targetTypes).map((t) => t.properties)) as JsonObject;
  return {
    type: "object",
    required: ["type"],
    properties: { type: type(Object.keys(targetTypes)), ...Object.fromEntries(Object.entries(all).map(([name, p]) => [name, isObject(p) ? { description: p["description"] ?? "" } : p])) },
    allOf: Object.entries(targetTypes).map(([name, { properties, required }]) => ({
      if: { required: ["type"], properties: { type: { const: name } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
      then: { additionalProperties: false, required, properties: { type: type([name]), ...properties } },
    })),
  };
}

import type { Catalog, ConfigFile, ConfigKey } from "../model/catalog.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { addressForm, publicURLForm, registryForm, registryTitle, storageClassForm, storageClassTitle } from "../model/codes/forms.ts";
import { observability } from "../model/observability.ts";
import { secrets } from "./secrets.ts";

const object = (properties: JsonObject, description: string): JsonObject => ({ type: "object", additionalProperties: false, description, properties });
const secretName = (description: string): JsonObject => ({ type: "string", pattern: "^$|^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", maxLength: 253, default: "", description });

/** What a chart uses of `global.openim`; everything else is accepted there but not looked into. */
export interface GlobalUse {
  /** Blocks of stores, by their key. */
  readonly stores: readonly string[];
  /** Names of OpenIM's own secrets. */
  readonly secrets: readonly string[];
  /** Ids of shared configuration files. */
  readonly config: readonly string[];
  readonly publicURL: boolean;
  /** The chart that makes or derives credentials. */
  readonly credentials: boolean;
}

/** Schema of `global`: open to foreign keys, with `openim` strict wherever the chart reads it. */
export function globalSchema(catalog: Catalog, use: GlobalUse): JsonObject {
  const own = Object.keys(catalog.release.secrets);
  const stores = [...catalog.components.values()].filter((c) => c.key !== undefined);
  const known = secrets(catalog);
  // What this chart does not read is known by name only, so that a misspelt one is still refused.
  const credentials: Record<string, Json> = { mode: {}, master: {}, ...Object.fromEntries(own.map((name) => [name, {}])) };
  if (use.credentials) {
    credentials["mode"] = {
      type: "string",
      enum: ["generated", "derived", "existing"],
      default: "generated",
      description: "generated: a Job makes the Secrets that are missing. derived: they are digests of `master`. existing: the site's own.",
    };
    credentials["master"] = { type: "string", pattern: "^$|^.{32,}$", default: "", description: "For derived: one secret of 32 characters or more, from which all others follow." };
  }
  for (const name of use.secrets) {
    credentials[name] = object({ existingSecret: secretName("The site's own Secret, in place of the generated one.") }, `Source of ${known.get(name)?.entry.description ?? name}.`);
  }
  const used: Record<string, Json> = {
    instance: { type: "string", pattern: "^$|^[a-z]([-a-z0-9]*[a-z0-9])?$", default: "", description: "Name of the installation, when its charts are releases of their own; the release name when empty." },
  };
  used["observability"] = observability;
  if (use.publicURL) used["publicURL"] = { type: "string", pattern: `^$|${publicURLForm}`, default: "", description: "The one address of the installation, as clients see it: https://im.example.com." };
  if (use.credentials || use.secrets.length > 0) used["credentials"] = object(credentials, "Where passwords and keys come from.");
  if (use.config.length > 0) {
    const ownFiles = new Set([...catalog.components.values()].map((c) => c.files?.[0]));
    const shared = (file: ConfigFile): boolean => !ownFiles.has(file.id);
    used["config"] = {
      type: "object",
      default: {},
      additionalProperties: false,
      description: "Overrides for configuration files that several modules read: file, then its keys.",
      properties: Object.fromEntries([...catalog.config.values()].filter(shared).map((f) => [f.id, use.config.includes(f.id) ? configSchema(f) : { type: "object" }])),
    };
  }
  for (const store of stores) {
    if (store.key !== undefined && use.stores.includes(store.key)) used[store.key] = storeSchema(store.title ?? store.name, store.settings ?? {});
  }
  const others = ["publicURL", "credentials", "config", ...stores.map((s) => s.key ?? "")].filter((k) => !(k in used));
  return {
    type: "object",
    description: "Shared by all charts of an installation.",
    properties: {
      imageRegistry: { type: "string", pattern: registryForm, patternTitle: registryTitle, default: "", description: "Registry that replaces the one of every image." },
      imagePullSecrets: { type: "array", default: [], items: { type: "object", required: ["name"] }, description: "Secrets for pulling images, as `- name: …`." },
      storageClass: { type: "string", pattern: storageClassForm, maxLength: 253, patternTitle: storageClassTitle, default: "", description: "Storage class of every claim that names none." },
      dnsConfig: dnsSchema,
      openim: {
        type: "object",
        additionalProperties: false,
        description: "What the components of OpenIM must agree on.",
        properties: { ...used, ...Object.fromEntries(others.map((k) => [k, {}])) },
      },
    },
  };
}

const texts: JsonObject = { type: "array", items: { type: "string" } };
/** As Kubernetes has it. The options' default: a resolver waits for five seconds, which are all that a dial of OpenIM has. */
const dnsSchema: JsonObject = {
  type: "object",
  additionalProperties: false,
  properties: { nameservers: texts, searches: texts, options: { type: "array", items: { type: "object", required: ["name"] } } },
  default: { options: [{ name: "timeout", value: "2" }, { name: "attempts", value: "3" }] },
  description: "dnsConfig of every pod. An answer that got lost is asked for again while a dial still waits for it.",
};

/** The block of a store, of one shape whether it is ours or the site's. */
export function storeSchema(title: string, settings: JsonObject): JsonObject {
  return object(
    {
      addresses: { type: "array", default: [], items: { type: "string", pattern: addressForm }, description: "The site's own servers, host:port each. Empty means the built-in one." },
      existingSecret: secretName("The site's own Secret, in place of the generated one."),
      ...settings,
    },
    `Where ${title} is.`,
  );
}

/** Overrides of a configuration file: every key that a site may set, strictly. Keys that the charts own are not among them. */
export function configSchema(file: ConfigFile): JsonObject {
  const tree: Record<string, Json> = {};
  for (const key of file.keys.filter((k) => k.source === undefined)) place(tree, key.path, keySchema(key));
  return { type: "object", additionalProperties: false, properties: tree };
}

function place(properties: Record<string, Json>, path: readonly string[], leaf: JsonObject): void {
  const [head = "", ...rest] = path;
  if (rest.length === 0) {
    properties[head] = leaf;
    return;
  }
  const section = (properties[head] ??= { type: "object", additionalProperties: false, properties: {} }) as { properties: Record<string, Json> };
  place(section.properties, rest, leaf);
}

function keySchema(key: ConfigKey): JsonObject {
  return {
    type: key.type,
    ...(key.items === undefined ? {} : { items: { type: key.items } }),
    ...(key.enum === undefined ? {} : { enum: key.enum as readonly Json[] }),
    ...(key.minimum === undefined ? {} : { minimum: key.minimum }),
    ...(key.maximum === undefined ? {} : { maximum: key.maximum }),
  };
}

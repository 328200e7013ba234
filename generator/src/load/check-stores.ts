import { Ajv } from "ajv";
import type { Catalog, Component } from "../model/catalog.ts";
import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Path, Source } from "../model/source.ts";
import { closest } from "./closest.ts";
import { ownFirst } from "./own-first.ts";

/** Words below `global.openim` that are no store. */
const taken = ["instance", "publicURL", "credentials", "config", "observability"];

/** What others rely on in a store: a port to connect to, and a block of its own below `global.openim`. */
export function checkStores(catalog: Catalog, sourceOf: (file: string) => Source | undefined): readonly Diagnostic[] {
  const owners = new Map<string, Component>();
  return ownFirst(catalog).flatMap((store) => {
    const position = (path: Path, part?: "key" | "value") => sourceOf(store.file)?.position(path, part);
    const { key } = store;
    if (key === undefined) return store.secret === undefined ? [] : [diagnose("missing-key", { key: "key", at: store.file }, position(["secret"], "key"))];
    const first = owners.get(key);
    owners.set(key, first ?? store);
    return [
      ...(first === undefined ? [] : [diagnose("duplicate-name", { name: key, other: first.file }, position(["key"]))]),
      ...badKey(key).map((reason) => diagnose("wrong-value", { path: "key", reason, hint: "Use a word of letters and digits that begins with a lower-case letter, such as `objectStorage`." }, position(["key"]))),
      ...(store.ports.some((p) => p.service) ? [] : [diagnose("wrong-value", { path: "ports", reason: "has none with `service: true`, so nobody could connect to the store", hint: "Mark the port that clients use." }, position(["ports"], "key"))]),
      ...badSettings(store).map((reason) => diagnose("wrong-value", { path: "settings", reason, hint: "Write each as a property of JSON Schema." }, position(["settings"], "key"))),
      ...settingsNamed(store).map(({ name, i }) => diagnose("catalog-reference", { what: "Setting", name, near: closest(name, Object.keys(store.settings ?? {})) }, position(["externalOnly", i]))),
    ];
  });
}

/** Templates reach the block as `.Values.global.openim.<key>`. */
function badKey(key: string): readonly string[] {
  if (taken.includes(key)) return [`is \`${key}\`, which means something else below \`global.openim\``];
  return /^[a-z][A-Za-z0-9]*$/.test(key) ? [] : [`is \`${key}\`, which no template could read`];
}

/** Knows the schema of schemas: to compile that takes longer than the settings of all stores, so it is done once. */
let judge: Ajv | undefined;

/** Settings become a part of the schema of openim.yaml and of the charts. */
function badSettings(store: Component): readonly string[] {
  if (store.settings === undefined) return [];
  const schema = { type: "object", properties: store.settings };
  const options = { strict: false, validateFormats: false, logger: false } as const;
  judge ??= new Ajv(options);
  try {
    judge.validateSchema(schema, true);
    new Ajv({ ...options, validateSchema: false }).compile(schema);
    return [];
  } catch (error) {
    return [`cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Settings that are said to be of external stores only, and that there are not. */
function settingsNamed(store: Component): readonly { readonly name: string; readonly i: number }[] {
  const names = (store.extra["externalOnly"] ?? []) as readonly string[];
  return names.map((name, i) => ({ name, i })).filter(({ name }) => !Object.hasOwn(store.settings ?? {}, name));
}

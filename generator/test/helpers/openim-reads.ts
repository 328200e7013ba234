import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import type { Catalog, Component, ConfigFile, ConfigKey } from "../../src/model/catalog.ts";
import { environmentVariable } from "../../src/model/environment-variable.ts";
import { at, isObject, type Json } from "../../src/model/json.ts";
import { containers, list, podTemplate, title, type Rendered } from "../../src/verify/objects.ts";

/** A program of OpenIM as a pod starts it. */
export interface Started {
  readonly object: string;
  readonly component: Component;
  /** What the shell is told. */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

/** Every program of OpenIM in a render. Of a Secret's key something is known that no file says, with what an address must not hold. */
export function started(catalog: Catalog, objects: readonly Rendered[]): readonly Started[] {
  return objects.flatMap((object) => {
    const template = podTemplate(object);
    if (template === undefined) return [];
    return containers(template).flatMap((container): readonly Started[] => {
      const component = catalog.components.get(String(container["name"]));
      if (component?.binary === undefined) return [];
      const env = Object.fromEntries(list(container, "env").map((variable) => [String(variable["name"]), given(variable)]));
      const maps = list(template, "spec", "volumes").flatMap((v) => [at(v, ["configMap", "name"]), ...list(v, "projected", "sources").map((s) => at(s, ["configMap", "name"]))]);
      const data = objects.filter((o) => o.kind === "ConfigMap" && maps.includes(o.name)).map((o) => at(o.value, ["data"]) as Readonly<Record<string, string>>);
      const files = Object.fromEntries(data.flatMap((d) => Object.entries(d)).filter(([name]) => name.endsWith(".yml")));
      return [{ object: title(object), component, command: String(at(container["command"] as Json, ["2"]) ?? (container["command"] as readonly string[])[2]), env, files }];
    });
  });
}

function given(variable: Readonly<Record<string, Json>>): string {
  const secret = at(variable, ["valueFrom", "secretKeyRef"]);
  if (isObject(secret)) return `${String(secret["name"])}:${String(secret["key"])}@/%`;
  return isObject(variable["valueFrom"]) ? "192.0.2.7" : String(variable["value"] ?? "");
}

/** What OpenIM's own types hold after its own loader has read the files and the variables: file → path → value. */
export type Loaded = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/** Runs a pod's command with the reader in the program's place. `folder` is for the files, and is gone afterwards. */
export async function load(reader: string, catalog: Catalog, { component, command, env, files }: Started, folder: string): Promise<Loaded> {
  const part = component.part ?? "";
  const program = `${catalog.release.parts[part]?.programs}/${component.binary}`;
  if (!command.includes(`exec ${program} -c /config`)) throw new Error(`${component.name} is started otherwise: ${command}`);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  try {
    const { stdout } = await execa("sh", ["-c", command.replace(`exec ${program} -c /config`, `exec '${reader}' ${part} -c '${folder}'`)], { env: { PATH: process.env["PATH"] ?? "", ...env }, extendEnv: false });
    return JSON.parse(stdout) as Loaded;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What OpenIM holds otherwise than the pod says it. */
export function differences(catalog: Catalog, { component, env, files }: Started, loaded: Loaded): readonly string[] {
  const part = catalog.release.parts[component.part ?? ""];
  if (part === undefined) throw new Error(`no part ${component.part}`);
  const arrived = new Set<string>();
  const wrong = Object.entries(files).flatMap(([name, text]) => {
    const file = [...catalog.config.values()].find((f) => f.part === component.part && f.name === name);
    if (file === undefined) return [`${name}: not in the catalogue`];
    const held = new Map(Object.entries(loaded[name] ?? {}).map(([path, value]) => [path.toLowerCase(), value]));
    const found = leaves(parse(text) as Json).flatMap(([path, value]): readonly string[] => {
      const place = `${name}: ${path.join(".")}`;
      const got = held.get(path.join(".").toLowerCase());
      if (got === undefined) return [`${place}: OpenIM has no such key`];
      const variable = environmentVariable(part, file, path);
      const text = env[variable] ?? "";
      const want = text === "" ? (value ?? "") : typed(value, text);
      if (text !== "") arrived.add(variable);
      if (text !== "" && same(value, want)) return [`${place}: ${variable} says what the file says`];
      const source = keyOf(file, path)?.source;
      const plain = text !== "" && source?.kind === "secret" && source.encoded === true ? decodeURIComponent(String(got)) : got;
      return same(plain, want) ? [] : [`${place}: ${JSON.stringify(want)} became ${JSON.stringify(got)}`];
    });
    return found;
  });
  const lost = Object.keys(env).filter((name) => name.startsWith(`${part.envPrefix}_`) && !arrived.has(name) && env[name] !== "");
  return [...wrong, ...lost.map((name) => `${name} does not arrive`)];
}

/** Keys that OpenIM has and a pod's files do not say. */
export function unsaid({ files }: Started, loaded: Loaded): readonly string[] {
  return Object.entries(loaded).flatMap(([name, held]) => {
    const said = new Set(leaves(parse(files[name] ?? "") as Json).map(([path]) => path.join(".").toLowerCase()));
    return Object.keys(held).filter((path) => !said.has(path.toLowerCase())).map((path) => `${name}: ${path}`);
  });
}

function leaves(value: Json, path: readonly string[] = []): readonly (readonly [readonly string[], Json])[] {
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key])) : [[path, value]];
}

function keyOf(file: ConfigFile, path: readonly string[]): ConfigKey | undefined {
  return file.keys.find((k) => k.path.join(".") === path.join("."));
}

/** A variable's text as a value of the type that the file has there. */
function typed(value: Json, text: string): Json {
  if (Array.isArray(value)) return text.split(",").map((item) => (typeof value[0] === "number" ? Number(item) : item));
  if (typeof value === "number") return Number(text);
  return typeof value === "boolean" ? text === "true" : text;
}

/** An empty list is nil in Go. */
function same(a: Json, b: Json): boolean {
  const plain = (value: Json): string => JSON.stringify(Array.isArray(value) && value.length === 0 ? null : value);
  return plain(a) === plain(b);
}

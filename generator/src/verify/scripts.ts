import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { at, type Json, type JsonObject } from "../model/json.ts";
import { title, type Rendered } from "./objects.ts";
import { templateOf } from "./place-of.ts";
import { items, workload, type Container, type Workload } from "./workloads.ts";

/** A text that a shell of a container runs, and what it is called. */
interface Script {
  readonly name: string;
  readonly text: string;
}

/** Every file of a ConfigMap that a container runs is there, and every variable that its scripts read without a default is set. */
export function scripts(objects: readonly Rendered[]): readonly Diagnostic[] {
  return objects.flatMap((object) => {
    const pod = workload(object);
    if (pod === undefined) return [];
    const place = { file: templateOf(object), line: 1, column: 1 };
    return pod.containers.flatMap((container) => {
      const { found, missing } = scriptsOf(container, pod, objects);
      return [
        ...missing.map((path) => diagnose("dangling-reference", { object: title(object), reference: `the file ${path} of the container ${container.name}` }, place)),
        ...unset(container, found).map(({ script, variable }) => diagnose("missing-variable", { object: title(object), container: container.name, script, variable }, place)),
      ];
    });
  });
}

/** What a container runs: what its commands say, and the files of ConfigMaps that these name, or that other such files do. */
function scriptsOf(container: Container, pod: Workload, objects: readonly Rendered[]): { readonly found: readonly Script[]; readonly missing: readonly string[] } {
  const maps = items(pod.spec["volumes"]).flatMap(([volume]) => {
    const map = objects.find((o) => o.kind === "ConfigMap" && o.name === at(volume, ["configMap", "name"]));
    return map === undefined || at(volume, ["configMap", "items"]) !== undefined ? [] : [{ volume: volume["name"], files: (at(map.value, ["data"]) ?? {}) as Readonly<Record<string, string>> }];
  });
  const mounts = items(container.value["volumeMounts"]).flatMap(([mount]) => maps.filter((m) => m.volume === mount["name"] && mount["subPath"] === undefined).map((m) => ({ files: m.files, folder: `${String(mount["mountPath"]).replace(/\/$/, "")}/` })));
  const found = new Map<string, Script>();
  const missing = new Set<string>();
  const look = (script: Script): void => {
    if (found.has(script.name)) return;
    found.set(script.name, script);
    for (const [path] of script.text.matchAll(/(?<![\w.}/*])\/[\w.-]+(?:\/[\w.-]+)*\.sh\b/g)) {
      const mount = mounts.find((m) => path.startsWith(m.folder));
      const file = path.slice(path.lastIndexOf("/") + 1);
      const text = mount?.files[path.slice(mount.folder.length)];
      if (text !== undefined) look({ name: path, text });
      // A file of a program's image has no namesake in a ConfigMap of the pod.
      else if (mount !== undefined || maps.some((m) => m.files[file] !== undefined)) missing.add(path);
    }
  };
  for (const command of commandsOf(container.value)) look({ name: command.join(" ").slice(0, 60), text: command.join("\n") });
  return { found: [...found.values()], missing: [...missing] };
}

function commandsOf(container: JsonObject): readonly (readonly string[])[] {
  const started = [...words(container["command"]), ...words(container["args"])];
  const others = [...["startupProbe", "readinessProbe", "livenessProbe"].map((probe) => [probe, "exec", "command"]), ...["postStart", "preStop"].map((hook) => ["lifecycle", hook, "exec", "command"])];
  return [started, ...others.map((path) => words(at(container, path)))].filter((command) => command.length > 0);
}

function words(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
}

/** What a shell or the cluster sets for everybody. */
const given = /^(HOME|HOSTNAME|IFS|LINENO|OPTARG|OPTIND|PATH|PIPESTATUS|PPID|PWD|RANDOM|SECONDS|UID|BASH_\w+|KUBERNETES_\w+)$/;

function unset(container: Container, found: readonly Script[]): readonly { readonly script: string; readonly variable: string }[] {
  // What a whole Secret or ConfigMap brings is not known here.
  if (items(container.value["envFrom"]).length > 0) return [];
  const texts = found.map(({ name, text }) => ({ name, text: withoutQuoted(text) }));
  const set = new Set([...items(container.value["env"]).map(([e]) => String(e["name"])), ...texts.flatMap(({ text }) => setBy(text))]);
  return texts.flatMap(({ name, text }) => [...new Set(readBy(text))].filter((variable) => !set.has(variable) && !given.test(variable)).map((variable) => ({ script: name, variable })));
}

/** Without comments, and without what single quotes keep from the shell. */
function withoutQuoted(text: string): string {
  return text.replaceAll(/(^|\s)#.*$/gm, "$1").replaceAll(/'[^']*'/g, "''");
}

/** Variables that a script needs. Where it has a default for one, it knows that it may be missing. */
function readBy(text: string): readonly string[] {
  const known = new Set([...text.matchAll(/\$\{([A-Z][A-Z0-9_]*):?[-+=]/g)].map((m) => m[1]));
  return [...text.matchAll(/(?<!\\)\$\{?#?([A-Z][A-Z0-9_]*)/g)].flatMap(([, name = ""]) => (known.has(name) ? [] : [name]));
}

function setBy(text: string): readonly string[] {
  const assigned = [...text.matchAll(/(?:^|[\s;({&|`"])([A-Z][A-Z0-9_]*)\+?=/gm), ...text.matchAll(/\bfor ([A-Z][A-Z0-9_]*) in\b/g)].map((m) => m[1] ?? "");
  return [...assigned, ...[...text.matchAll(/\bread ([\w -]+)/g)].flatMap((m) => (m[1] ?? "").split(" "))];
}

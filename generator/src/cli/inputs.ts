import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve as absolute } from "node:path";
import { CommanderError, InvalidArgumentError } from "commander";
import { parse } from "yaml";
import { exitCode } from "../model/exit.ts";
import { fileMemory } from "../io/memory.ts";
import { readText } from "../io/read-text.ts";
import { readTree } from "../io/read-tree.ts";
import { projectRoot } from "../io/root.ts";
import { catalogFolder, templatesFolder } from "../model/folders.ts";
import { lockFile } from "../model/images-lock.ts";
import { fileTree, type FileTree } from "../model/tree.ts";
import type { Flag } from "../resolve/resolve.ts";
import type { Json } from "../model/json.ts";
import type { Inputs } from "./generate.ts";
import { inputCode } from "./usage-exit.ts";

/** Reads everything that `generate` needs from disk. Throws a CommanderError of `inputCode` when openim.yaml is not there. */
export function readInputs(options: { readonly file?: string; readonly set?: readonly Flag[] }, live?: Map<string, unknown>): Inputs & { readonly root: string } {
  const root = projectRoot();
  const path = options.file === undefined ? join(root, "openim.yaml") : absolute(options.file);
  if (!existsSync(path)) throw new CommanderError(exitCode.usage, inputCode, `${options.file ?? "openim.yaml"} does not exist`);
  const folder = dirname(path);
  return {
    root,
    settings: { file: relative(process.cwd(), path) || path, text: readFileSync(path, "utf8") },
    catalog: readTree(join(root, catalogFolder)),
    templates: readTree(join(root, templatesFolder)),
    // Of folders within each other a file is read once.
    extra: (folders) => fileTree(new Map(folders.flatMap((name) => readFolder(isAbsolute(name) ? name : join(folder, name)).map(([file, text]) => [`${name}/${file}`, text] as const)))),
    lock: { file: relative(process.cwd(), join(folder, lockFile)) || lockFile, text: readText(join(folder, lockFile)) },
    flags: options.set ?? [],
    memory: { catalogue: fileMemory(root, "catalogue.json"), templates: fileMemory(root, "templates.json"), ...(live === undefined ? {} : { live }) },
  };
}

/** The files of a folder; none when it is none, which is reported like an empty one. */
function readFolder(path: string): readonly (readonly [string, string])[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? [...readTree(path)] : [];
}

/** What a diagnostic may point into, by the names that diagnostics use. A site's own files have names under which they can be read. */
export function sourceTexts(inputs: Inputs): ReadonlyMap<string, string> {
  const within = (folder: string, tree: FileTree) => [...tree].map(([path, text]) => [`${folder}/${path}`, text] as const);
  return new Map([...within(catalogFolder, inputs.catalog), ...within(templatesFolder, inputs.templates), [inputs.settings.file, inputs.settings.text], ...(inputs.lock?.text === undefined ? [] : [[inputs.lock.file, inputs.lock.text] as const])]);
}

/** For `--set`: collects path=value, where the value is YAML. */
export function collectFlags(text: string, before: readonly Flag[] | undefined): readonly Flag[] {
  const [path = "", ...rest] = text.split("=");
  if (path === "" || rest.length === 0 || path.split(".").includes("")) throw new InvalidArgumentError("Write it like modules.openim-api.replicas=3.");
  try {
    return [...(before ?? []), { path: path.split("."), value: (parse(rest.join("=")) ?? "") as Json }];
  } catch (error) {
    throw new InvalidArgumentError(`The value is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve as absolute } from "node:path";
import { parse } from "yaml";
import { readTree } from "../io/read-tree.ts";
import { projectRoot } from "../io/root.ts";
import { fileTree } from "../model/tree.ts";
import type { Flag } from "../resolve/resolve.ts";
import type { Json } from "../model/json.ts";
import type { Inputs } from "./generate.ts";

/** Reads everything that `generate` needs from disk. Throws an Error with a plain message when openim.yaml cannot be read. */
export function readInputs(options: { readonly file?: string; readonly set?: readonly string[] }): Inputs & { readonly root: string } {
  const root = projectRoot();
  const path = options.file === undefined ? join(root, "openim.yaml") : absolute(options.file);
  if (!existsSync(path)) throw new Error(`${options.file ?? "openim.yaml"} does not exist`);
  const folder = dirname(path);
  return {
    root,
    settings: { file: relative(process.cwd(), path) || path, text: readFileSync(path, "utf8") },
    catalog: readTree(join(root, "generator/catalog")),
    templates: readTree(join(root, "generator/templates")),
    extra: (folders) =>
      fileTree(
        folders.flatMap((name) => [...readTree(isAbsolute(name) ? name : join(folder, name))].map(([file, text]) => [`${name.replace(/\/$/, "")}/${file}`, text] as const)),
      ),
    flags: (options.set ?? []).map(parseFlag),
  };
}

/** path=value; the value is YAML. */
function parseFlag(text: string): Flag {
  const [path = "", ...rest] = text.split("=");
  if (path === "" || rest.length === 0) throw new Error(`--set ${text}: write it like modules.openim-api.replicas=3`);
  return { path: path.split("."), value: (parse(rest.join("=")) ?? "") as Json };
}

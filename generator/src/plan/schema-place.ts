import { templatesFolder } from "../model/folders.ts";
import { at, isObject, type JsonObject } from "../model/json.ts";
import type { Kind, Templates } from "../model/kind.ts";
import type { Path } from "../model/source.ts";

/** A place in a file of ours. */
export interface Place {
  readonly file: string;
  readonly path: Path;
}

/** Where a value of a kind's charts is described: in its values.schema.yaml, or in the shared fragment that it uses there. */
export function schemaPlace(kind: Kind, templates: Templates, key: readonly string[]): Place {
  let file = `${templatesFolder}/${kind.name}/values.schema.yaml`;
  let path: Path = [];
  let node: JsonObject = kind.schema;
  for (const name of key) {
    while (at(node, ["properties", name]) === undefined && typeof node["$use"] === "string") {
      const fragment = templates.values[node["$use"]];
      if (!isObject(fragment)) break;
      [file, path, node] = [`${templatesFolder}/shared/values.schema.yaml`, [node["$use"]], fragment];
    }
    const next = at(node, ["properties", name]);
    if (!isObject(next)) break;
    [path, node] = [[...path, "properties", name], next];
  }
  return { file, path };
}

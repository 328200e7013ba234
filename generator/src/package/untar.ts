import { gunzipSync } from "fflate";
import { fileTree, type FileTree } from "../model/tree.ts";

const block = 512;

/**
 * The files of a chart archive, by path below the chart's folder. Reads what `helm package` and we write: ustar, with long names
 * in a prefix or in a pax header. (nanotar, for one, does not look at the prefix.)
 *
 * @throws Error when it is no such archive
 */
export function unpackChart(bytes: Uint8Array): FileTree {
  const files = [...entries(unzipped(bytes))].map(([path, content]) => [path.slice(path.indexOf("/") + 1), new TextDecoder().decode(content)] as const);
  if (!files.some(([path]) => path === "Chart.yaml")) throw new Error("no chart archive: there is no Chart.yaml in it");
  return fileTree(files);
}

/** The tar inside a .tgz. */
export function unzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch {
    throw new Error("no chart archive: it is not compressed with gzip, or is cut off");
  }
}

function* entries(tar: Uint8Array): Generator<readonly [string, Uint8Array]> {
  const text = (from: number, length: number) => new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0[\s\S]*$/, "");
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const type = text(at + 156, 1);
    const content = tar.subarray(at + block, at + block + size);
    if (!Number.isInteger(size) || content.length < size) throw new Error("no chart archive: it is cut off");
    const prefix = text(at + 345, 155);
    if (type === "x") longName = /^\d+ path=(.*)$/m.exec(new TextDecoder().decode(content))?.[1];
    else if (type === "0" || type === "") yield [longName ?? (prefix === "" ? text(at, 100) : `${prefix}/${text(at, 100)}`), content];
    if (type !== "x") longName = undefined;
    at += block + Math.ceil(size / block) * block;
  }
}

import { gzipSync } from "fflate";
import type { Archive } from "../model/archive.ts";
import { sha256 } from "../model/digest.ts";
import { byName, fileTree, type FileTree } from "../model/tree.ts";
import { readChartFile } from "./chart-file.ts";
import { helmIgnore } from "./helmignore.ts";
import { ustar } from "./ustar.ts";

/** What goes into a chart's archive besides its own files. */
export interface PackageOptions {
  /** Charts that come along unpacked below charts/: name → files, paths relative to that chart's folder, nothing filtered. */
  readonly subcharts?: ReadonlyMap<string, FileTree>;
}

/** 1980-01-01T00:00:00Z in seconds: the earliest time that no archive tool calls implausible. */
const mtime = 315_532_800;

/**
 * The files that ship with a chart: its own without those that its .helmignore names, and its subcharts below charts/.
 * Paths stay relative to the chart's folder.
 */
export function shippedFiles(files: FileTree, options: PackageOptions = {}): FileTree {
  const ignored = helmIgnore(files.get(".helmignore") ?? "");
  const own = [...files].filter(([path]) => path === "Chart.yaml" || !ignored(path));
  const below = [...(options.subcharts ?? [])].flatMap(([name, tree]) =>
    [...tree].map(([path, text]) => [`charts/${name}/${path}`, text] as const),
  );
  return fileTree([...own, ...below]);
}

/**
 * Packs one chart as `helm package` does, except that the bytes depend on nothing but the files: fixed time, owner and
 * mode, entries sorted with Chart.yaml first, and a deflate written in JavaScript, because zlib's output differs between
 * builds of Node.
 *
 * @param files paths relative to the chart's folder
 * @throws Error for a Chart.yaml without a usable name or version, and for a path that tar cannot hold
 */
export function packageChart(files: FileTree, options: PackageOptions = {}): Archive {
  const { name, version, metadata } = readChartFile(files);
  const encoder = new TextEncoder();
  const rank = (path: string) => (path === "Chart.yaml" ? 0 : 1);
  const entries = [...shippedFiles(files, options)]
    .sort(([a], [b]) => rank(a) - rank(b) || byName(a, b))
    .map(([path, text]) => ({ path: `${name}/${path}`, bytes: encoder.encode(text) }));
  const bytes = gzipSync(ustar(entries, mtime), { level: 9, mtime: 0 });
  return { name, version, fileName: `${name}-${version}.tgz`, bytes, digest: sha256(bytes), metadata };
}

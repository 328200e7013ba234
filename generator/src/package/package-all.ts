import { posix } from "node:path";
import { isScalar, parseDocument } from "yaml";
import type { Archive } from "../model/archive.ts";
import { byName, fileTree, subtree, type FileTree } from "../model/tree.ts";
import { packageChart, shippedFiles } from "./archive.ts";
import { readChartFile, type Dependency } from "./chart-file.ts";

/**
 * Packs every chart of a tree, sorted by name. Dependencies on a neighbour (`file://../mongodb`) are packed into the chart
 * that asks for them, all the way down, so an archive needs no network and no other archive.
 *
 * @param tree paths `charts/<chart>/…`; everything else in it is left out
 * @throws Error when a dependency is not in the tree, has another version than the one asked for, or depends on itself
 */
export function packageAll(tree: FileTree): Archive[] {
  const files = [...tree.keys()].filter((path) => /^charts\/[^/]+\/Chart\.yaml$/.test(path));
  const folders = files.map((path) => posix.dirname(path)).sort(byName);
  const charts = new Map(folders.map((folder) => [folder, subtree(tree, folder)]));
  return folders.map((folder) => {
    const subcharts = packedDependencies(charts, folder, []);
    return packageChart(detached(chartIn(charts, folder)), { subcharts });
  });
}

type Charts = ReadonlyMap<string, FileTree>;

/** The charts that `folder` asks for by file://, as they ship: their own dependencies are packed into them already. */
function packedDependencies(charts: Charts, folder: string, parents: readonly string[]): ReadonlyMap<string, FileTree> {
  if (parents.includes(folder)) throw new Error(`charts that depend on each other: ${[...parents, folder].join(" → ")}`);
  const neighbours = readChartFile(chartIn(charts, folder)).dependencies.filter(isNeighbour);
  return new Map(
    neighbours.map((wanted) => {
      const where = posix.join(folder, wanted.repository.slice("file://".length));
      if (!charts.has(where)) throw new Error(`${folder} depends on ${wanted.name} at ${wanted.repository}, and there is no chart in ${where}`);
      const files = chartIn(charts, where);
      checkIdentity(folder, wanted, files);
      const subcharts = packedDependencies(charts, where, [...parents, folder]);
      return [wanted.name, shippedFiles(detached(files), { subcharts })] as const;
    }),
  );
}

function chartIn(charts: Charts, folder: string): FileTree {
  return charts.get(folder) ?? new Map();
}

function checkIdentity(folder: string, wanted: Dependency, files: FileTree): void {
  const found = readChartFile(files);
  if (found.name === wanted.name && found.version === wanted.version) return;
  throw new Error(`${folder} depends on ${wanted.name} ${wanted.version}, but ${wanted.repository} holds ${found.name} ${found.version}`);
}

/**
 * A chart's files as they are once the neighbours are packed into it: `repository: ""` and no Chart.lock.
 *
 * Helm 3.22 and 4.2 print no warning for either form in lint, template, install, pull and `dependency list` (all say
 * "unpacked"). With file:// kept, though, `helm dependency build`, `dependency update` and `package -u` fail on a pulled chart
 * ("directory …/openim-api not found"); with an empty repository they find the charts in charts/ and succeed, but only
 * when no lock file contradicts it ("Chart.lock is out of sync"). What a lock fixes is fixed anyway: the versions are
 * exact, and the charts are inside.
 */
function detached(files: FileTree): FileTree {
  const { dependencies } = readChartFile(files);
  if (!dependencies.some(isNeighbour)) return files;
  const kept = [...files].filter(([path]) => path !== "Chart.lock" && path !== "Chart.yaml");
  return fileTree([...kept, ["Chart.yaml", withoutRepositories(files.get("Chart.yaml") ?? "", dependencies)]]);
}

/** Edits the text in place, so that neither comments nor an update of the YAML library change another byte. */
function withoutRepositories(text: string, dependencies: readonly Dependency[]): string {
  const document = parseDocument(text);
  const ranges = dependencies.flatMap((dependency, i) => {
    const node = document.getIn(["dependencies", i, "repository"], true);
    return isNeighbour(dependency) && isScalar(node) && node.range ? [node.range] : [];
  });
  return ranges.reverse().reduce((result, [start, end]) => `${result.slice(0, start)}""${result.slice(end)}`, text);
}

function isNeighbour(dependency: Dependency): boolean {
  return dependency.repository.startsWith("file://");
}

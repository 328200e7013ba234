import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A build with the Go toolchain: a command at a version, or a command of a module of ours that pins it with a go.sum. */
export type GoRoute =
  | { readonly install: string; readonly ldflags: string }
  | { readonly module: string; readonly package: string; readonly ldflags: string };

/** A program inside an npm package. `path` leads there: first inside the package, then inside each archive on the way. */
export interface NpmRoute {
  readonly package: string;
  readonly version: string;
  readonly integrity: string;
  readonly path: readonly string[];
  readonly platforms: readonly string[];
}

/** A program of a Python package, in the environment .tools/py. `with` pins what it depends on. */
export interface PipRoute {
  readonly package: string;
  readonly version: string;
  /** Its name, where it is not that of the package. */
  readonly program?: string;
  readonly with?: readonly string[];
}

/**
 * The publisher's own build. `path` is the program inside the archive; without it the download is the program.
 * The digest is `sha256` of the platform, or where that is absent what the publisher's `checksums` file says.
 */
export interface ArchiveRoute {
  readonly url: string;
  readonly path?: string;
  readonly checksums: string;
  readonly sha256?: Readonly<Record<string, string>>;
}

/** One way to get a tool. */
export type Route =
  | { readonly go: GoRoute }
  | { readonly npm: NpmRoute }
  | { readonly pip: PipRoute }
  | { readonly archive: ArchiveRoute };

/** An outside tool, as generator/catalog/tools.yaml describes it. */
export interface Tool {
  readonly name: string;
  /** The version that the charts are tested with and that is installed. */
  readonly version: string;
  /** Range of versions that are the same tool for us; without it any version is. */
  readonly accepts?: string;
  /** What it may be called on PATH. */
  readonly commands: readonly string[];
  readonly purpose: string;
  /** What is not done without it. */
  readonly neededBy: string;
  /** How to ask its version; the first group of the pattern is the answer. */
  readonly ask: { readonly args: readonly string[]; readonly pattern: string };
  readonly routes: readonly Route[];
}

/** The tools of the catalogue, in its order. */
export function loadTools(root: string): readonly Tool[] {
  const value = parse(readFileSync(join(root, "generator/catalog/tools.yaml"), "utf8")) as { readonly tools: readonly Tool[] };
  return value.tools;
}

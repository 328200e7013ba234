import type { FileTree } from "../model/tree.ts";

/** One entry of `publish` in openim.yaml: a folder, and the address that its archives will have when that is said. */
export interface PublishTarget {
  readonly type: "directory";
  /** Relative to openim.yaml's folder. */
  readonly path: string;
  readonly url?: string;
}

/** What the commands package, publish and serve need from the rest of the toolkit. */
export interface CommandDeps {
  /** Absolute path of the project's root; relative options are resolved against the working directory, targets against this. */
  readonly root: string;
  /** The generated tree, validated, with paths `charts/<chart>/…`. Ends the process with its own report when it is not valid. */
  readonly loadTree: () => Promise<FileTree>;
  /** Where openim.yaml says that charts are published. Ends the process as `loadTree` does. */
  readonly loadTargets: () => Promise<readonly PublishTarget[]>;
}

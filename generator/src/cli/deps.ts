import type { Archive } from "../model/archive.ts";
import type { JsonObject } from "../model/json.ts";
import type { PublishTarget } from "../model/publish-target.ts";
import type { FileTree } from "../model/tree.ts";

/** What the commands package, publish and serve need from the rest of the toolkit. */
export interface CommandDeps {
  /** Absolute path of the project's root; relative options are resolved against the working directory, targets against this. */
  readonly root: string;
  /** The generated tree, validated, with paths `charts/<chart>/…`. Ends the process with its own report when it is not valid. */
  readonly loadTree: () => Promise<FileTree>;
  /** The archives of that tree. */
  readonly pack: (tree: FileTree) => readonly Archive[];
  /** Where openim.yaml says that charts are published. Ends the process as `loadTree` does. */
  readonly loadTargets: () => Promise<readonly PublishTarget[]>;
  /** The block `charts` of openim.yaml. Ends the process as `loadTree` does. */
  readonly loadCharts: () => Promise<JsonObject>;
}

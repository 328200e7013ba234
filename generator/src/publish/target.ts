import type { Archive } from "../model/archive.ts";
import type { Conflict } from "./conflict.ts";
import type { ChartVersion } from "./index-file.ts";

/** What publishing would change at a target. Nothing may be written while there are conflicts. */
export interface Delta {
  readonly added: readonly ChartVersion[];
  readonly unchanged: readonly ChartVersion[];
  /** Charts whose signature is added, some of them there already without one. */
  readonly signed: readonly ChartVersion[];
  readonly conflicts: readonly Conflict[];
  /** What a maintainer should know although it stops nothing, as whole sentences. */
  readonly warnings: readonly string[];
}

export interface PublishOptions {
  readonly now: Date;
  /** Called after each step that changed something at the target, with a short text such as "openim-api-1.2.3.tgz". */
  readonly onProgress?: (step: string) => void;
  /** Called when another publisher is at work and this one waits for it. */
  readonly onWait?: () => void;
}

/**
 * A place that charts are published to: a folder, a ChartMuseum, an OCI registry. The three differ in how they are read
 * and written, and agree on the rest: read what is there, compare (a pure function), then the effect.
 */
export interface Target {
  /** For messages, such as "dist/repo". */
  readonly label: string;
  /** Reads the target and says what `publish` would do. Changes nothing. */
  plan(archives: readonly Archive[], options: PublishOptions): Promise<Delta>;
  /**
   * Reads, compares and, when there is no conflict, writes. May be interrupted anywhere and repeated; what a reader of the
   * target sees is complete at every moment. Returns what was done; with conflicts in it, that is nothing.
   */
  publish(archives: readonly Archive[], options: PublishOptions): Promise<Delta>;
  /**
   * The newest version of every chart that is published there, to compare with. A registry cannot be asked which charts it has:
   * there it is those of `names`.
   *
   * @param since not newer than this version
   */
  newest(names: readonly string[], since?: string): Promise<readonly PublishedArchive[]>;
}

/** An archive as it was published. */
export interface PublishedArchive extends ChartVersion {
  readonly bytes: Uint8Array;
}

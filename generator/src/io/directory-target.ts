import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Archive } from "../model/archive.ts";
import { sha256 } from "../model/digest.ts";
import { readIndex } from "../publish/index-document.ts";
import { newestOf } from "../publish/newest.ts";
import { planDirectory, type DirectoryDelta, type DirectoryState } from "../publish/directory-plan.ts";
import type { PublishOptions, Target } from "../publish/target.ts";
import { createDurably, removeTemporaries, writeDurably } from "./durable-file.ts";
import { withLockFile, type LockOptions } from "./lock-file.ts";

export interface DirectoryOptions {
  /** How the folder is called in messages; default: the path itself. */
  readonly label?: string;
  /** Where its files will be fetched from, when the index shall hold absolute addresses. */
  readonly baseURL?: string;
  readonly lock?: Partial<LockOptions>;
  /** Text of artifacthub-repo.yml, which says who owns the repository. */
  readonly artifactHub?: string;
}

/**
 * A folder that any web server can serve as a Helm repository. Archives are written first and index.yaml last, each
 * complete or not at all, so a reader never meets an index that lists what is not there. Publishers wait for each other
 * (`.publish.lock` in the folder).
 *
 * @param folder created when the first chart is published
 */
export function directoryTarget(folder: string, options: DirectoryOptions = {}): Target {
  const plan = async (archives: readonly Archive[], { now }: PublishOptions) => {
    const state = await read(folder);
    return { state, delta: planDirectory(state, archives, { now, ...(options.baseURL === undefined ? {} : { baseURL: options.baseURL }) }) };
  };
  const ownerFile = join(folder, "artifacthub-repo.yml");
  const isOtherOwner = async (): Promise<boolean> => options.artifactHub !== undefined && (await orMissing(readFile(ownerFile, "utf8"), undefined)) !== options.artifactHub;
  const attempt = async (archives: readonly Archive[], publishing: PublishOptions, held: () => Promise<boolean>) => {
    const { state, delta } = await plan(archives, publishing);
    if (delta.conflicts.length > 0) return delta;
    await writeArchives(folder, delta, publishing.onProgress);
    if (await isOtherOwner()) await writeDurably(ownerFile, options.artifactHub ?? "");
    if (delta.index === undefined) return delta;
    // Only a holder that was suspended so long that others took it for dead finds another index here. It starts again.
    if (!(await held()) || (await readIndexText(folder)) !== state.index) return undefined;
    await writeDurably(join(folder, "index.yaml"), delta.index);
    publishing.onProgress?.("index.yaml");
    return delta;
  };
  return {
    label: options.label ?? folder,
    plan: async (archives, publishing) => (await plan(archives, publishing)).delta,
    publish: async (archives, publishing) => {
      const { delta } = await plan(archives, publishing);
      if (delta.conflicts.length > 0 || (isNothing(delta) && !(await isOtherOwner()))) return delta;
      await mkdir(folder, { recursive: true });
      for (;;) {
        const done = await withLockFile(
          join(folder, ".publish.lock"),
          async (held) => {
            await removeTemporaries(folder);
            return attempt(archives, publishing, held);
          },
          { ...options.lock, ...(publishing.onWait === undefined ? {} : { onWait: publishing.onWait }) },
        );
        if (done !== undefined) return done;
      }
    },
    newest: async (_names, since) => {
      const index = await readIndexText(folder);
      const entries = index === undefined ? [] : newestOf(readIndex(index).entries, since);
      return Promise.all(entries.map(async ({ name, version }) => ({ name, version, bytes: await readFile(join(folder, `${name}-${version}.tgz`)) })));
    },
  };
}

function isNothing(delta: DirectoryDelta): boolean {
  return delta.archives.length === 0 && delta.signatures.length === 0 && delta.index === undefined;
}

async function writeArchives(folder: string, delta: DirectoryDelta, onProgress: PublishOptions["onProgress"]): Promise<void> {
  for (const { fileName, bytes, digest } of delta.archives) {
    const path = join(folder, fileName);
    const created = await createDurably(path, bytes);
    if (!created && sha256(await readFile(path)) !== digest) throw new Error(`${path} appeared with other content while publishing; publish again`);
    onProgress?.(fileName);
  }
  for (const { fileName, provenance = "" } of delta.signatures) {
    await createDurably(join(folder, `${fileName}.prov`), new TextEncoder().encode(provenance));
    onProgress?.(`${fileName}.prov`);
  }
}

async function read(folder: string): Promise<DirectoryState> {
  const names = await orMissing(readdir(folder), []);
  const digests = new Map<string, string>();
  for (const name of names.filter((n) => n.endsWith(".tgz")).sort()) digests.set(name, sha256(await readFile(join(folder, name))));
  const signed = new Set(names.filter((n) => n.endsWith(".tgz.prov")).map((n) => n.slice(0, -".prov".length)));
  return { index: await readIndexText(folder), digests, signed };
}

async function readIndexText(folder: string): Promise<string | undefined> {
  return orMissing(readFile(join(folder, "index.yaml"), "utf8"), undefined);
}

async function orMissing<T, U>(result: Promise<T>, otherwise: U): Promise<T | U> {
  return result.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return otherwise;
    throw error;
  });
}

import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds. A holder touches its lock every `heartbeat`; one that has been silent for `stale` is taken for dead. */
export interface LockOptions {
  readonly heartbeat: number;
  readonly stale: number;
  readonly poll: number;
  readonly patience: number;
  /** Called once when the lock is taken and the wait begins. */
  readonly onWait: () => void;
}

const defaults: LockOptions = { heartbeat: 1_000, stale: 10_000, poll: 100, patience: 120_000, onWait: () => undefined };

/**
 * Runs `work` while nobody else, on this machine or on another that shares the folder, holds the same lock file.
 *
 * Silence is counted in the waiter's own looks at the file, so neither process ids (containers reuse them) nor the clocks of
 * two machines are compared, and a machine that slept finds the lock as alive as before. (proper-lockfile compares ages, and
 * has not been kept up.)
 *
 * @param work gets `held`, which tells whether the lock is still ours; a holder that was suspended must ask before it commits
 * @throws Error when the lock stays taken for longer than `patience`; errors of `work` after releasing
 */
export async function withLockFile<T>(path: string, work: (held: () => Promise<boolean>) => Promise<T>, options: Partial<LockOptions> = {}): Promise<T> {
  const settings = { ...defaults, ...options };
  const token = randomUUID();
  const file = await acquire(path, token, settings);
  const beat = setInterval(() => void touch(file), settings.heartbeat);
  const held = async () => (await look(path))?.token === token;
  try {
    return await work(held);
  } finally {
    clearInterval(beat);
    await file.close();
    if (await held()) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string, settings: LockOptions): Promise<FileHandle> {
  const start = performance.now();
  let seen = { id: "", looks: 0 };
  for (let first = true; ; first = false) {
    const file = await create(path, token);
    if (file !== undefined) return file;
    if (first) settings.onWait();
    const now = performance.now();
    const there = await look(path);
    const id = there === undefined ? "" : `${there.token} ${there.touched}`;
    seen = { id, looks: id === seen.id ? seen.looks + 1 : 0 };
    if (there !== undefined && seen.looks * settings.poll > settings.stale) await remove(path, there.token, token);
    if (now - start > settings.patience) throw new Error(`${path}: another process has held this lock for ${Math.round((now - start) / 1000)} s; try again later`);
    await sleep(settings.poll);
  }
}

async function create(path: string, token: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(token);
    return file;
  } catch (error) {
    if (isCode(error, "EEXIST")) return undefined;
    throw error;
  }
}

/** Through the open file, so that it can never keep a successor's lock alive. */
async function touch(file: FileHandle): Promise<void> {
  const now = new Date();
  await file.utimes(now, now).catch(() => undefined);
}

async function look(path: string): Promise<{ token: string; touched: number } | undefined> {
  try {
    return { token: await readFile(path, "utf8"), touched: (await stat(path)).mtimeMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Takes a dead lock away. When another waiter was faster, what we hold is its new lock: that goes back where it was. */
async function remove(path: string, dead: string, mine: string): Promise<void> {
  const aside = `${path}.${mine}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readFile(aside, "utf8")) !== dead) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

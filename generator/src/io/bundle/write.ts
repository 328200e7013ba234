import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { createTarPacker } from "modern-tar";
import { storedGzip } from "../../bundle/stored-gzip.ts";

/** One file of an archive. A stream is read when its turn comes, and must be what `sha256` says. */
export interface ArchiveEntry {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly sha256: string;
  readonly content: Uint8Array | (() => Promise<ReadableStream<Uint8Array>>);
}

/** The earliest time that no archive tool calls implausible. */
const time = new Date("1980-01-01T00:00:00Z");

/**
 * Writes a tar.gz whose bytes depend on nothing but the entries: streamed, so that its size does not matter, and under its name
 * only when it is whole.
 *
 * @throws Error when a stream is not what it should be; nothing is left behind then
 */
export async function writeArchive(file: string, folder: string, entries: readonly ArchiveEntry[], onEntry: (entry: ArchiveEntry) => void = () => undefined): Promise<{ readonly size: number; readonly sha256: string }> {
  const draft = `${file}.${process.pid}.tmp`;
  const out = await open(draft, "w");
  const hash = createHash("sha256");
  let size = 0;
  const put = async (parts: readonly Uint8Array[]): Promise<void> => {
    for (const part of parts) {
      hash.update(part);
      size += part.length;
      await out.writeFile(part);
    }
  };
  const { readable, controller } = createTarPacker();
  const fill = async (): Promise<void> => {
    try {
      for (const entry of entries) {
        onEntry(entry);
        const body = controller.add({ name: `${folder}/${entry.path}`, size: entry.size, mode: entry.mode, mtime: time, uid: 0, gid: 0, uname: "", gname: "", type: "file" });
        await sourceOf(entry).pipeThrough(verified(entry)).pipeTo(body);
      }
      controller.finalize();
    } catch (error) {
      controller.error(error);
      throw error;
    }
  };
  try {
    const gzip = storedGzip();
    const filling = fill();
    filling.catch(() => undefined);
    for await (const chunk of readable) await put(gzip.push(chunk));
    await filling;
    await put(gzip.end());
    await out.sync();
    await out.close();
    await rename(draft, file);
    return { size, sha256: hash.digest("hex") };
  } catch (error) {
    await out.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

function sourceOf({ content }: ArchiveEntry): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: async (controller) => {
      if (content instanceof Uint8Array) {
        if (content.length > 0) controller.enqueue(content);
        controller.close();
      }
    },
    ...(content instanceof Uint8Array ? {} : lazy(content)),
  });
}

/** Opens a stream only when it is read. */
function lazy(make: () => Promise<ReadableStream<Uint8Array>>): { readonly pull: (controller: ReadableStreamDefaultController<Uint8Array>) => Promise<void>; readonly cancel: (reason: unknown) => Promise<void> } {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return {
    pull: async (controller) => {
      reader ??= (await make()).getReader();
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async (reason) => {
      await reader?.cancel(reason);
    },
  };
}

/** Lets the content through, and fails at its end when it was not what it should be. */
function verified({ path, sha256, size }: ArchiveEntry): TransformStream<Uint8Array, Uint8Array> {
  const hash = createHash("sha256");
  let length = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      length += chunk.length;
      if (length > size) throw new Error(`${path} is longer than ${size} bytes`);
      hash.update(chunk);
      controller.enqueue(chunk);
    },
    flush: () => {
      const found = hash.digest("hex");
      if (length !== size || found !== sha256) throw new Error(`${path} has ${length} bytes and the SHA-256 ${found}, not ${size} and ${sha256}`);
    },
  });
}

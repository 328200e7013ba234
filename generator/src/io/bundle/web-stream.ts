import { Readable } from "node:stream";

/**
 * A Node stream for those who read web streams. Without a limit in bytes Node reads thousands of chunks ahead, and a slow reader
 * has the whole file in memory.
 */
export function webStream(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream, { strategy: new ByteLengthQueuingStrategy({ highWaterMark: 1_048_576 }) }) as unknown as ReadableStream<Uint8Array>;
}

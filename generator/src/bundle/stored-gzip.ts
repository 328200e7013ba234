import { crc32 } from "node:zlib";

/** Turns chunks into a gzip stream; `end` gives what is left. */
export interface StoredGzip {
  readonly push: (chunk: Uint8Array) => readonly Uint8Array[];
  readonly end: () => readonly Uint8Array[];
}

/** Largest block that deflate can store. */
const block = 65_535;

/**
 * gzip without compression. Nearly all of a bundle is compressed already (layers, charts), and stored bytes are the same with every
 * version of every library, however the chunks are cut.
 */
export function storedGzip(): StoredGzip {
  let crc = 0;
  let length = 0;
  let held: Uint8Array[] = [];
  let size = 0;
  let begun = false;
  const start = (): readonly Uint8Array[] => {
    if (begun) return [];
    begun = true;
    // No time and no name; the system is unknown.
    return [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)];
  };
  const stored = (bytes: readonly Uint8Array[], total: number, last: boolean): readonly Uint8Array[] => [Uint8Array.of(last ? 1 : 0, total & 255, total >> 8, ~total & 255, (~total >> 8) & 255), ...bytes];

  return {
    push: (chunk) => {
      crc = crc32(chunk, crc);
      length += chunk.length;
      const out: Uint8Array[] = [...start()];
      let rest = chunk;
      while (size + rest.length >= block) {
        const part = rest.subarray(0, block - size);
        out.push(...stored([...held, part], block, false));
        rest = rest.subarray(part.length);
        held = [];
        size = 0;
      }
      if (rest.length > 0) held.push(rest.slice());
      size += rest.length;
      return out;
    },
    end: () => {
      const tail = new Uint8Array(8);
      const view = new DataView(tail.buffer);
      view.setUint32(0, crc, true);
      view.setUint32(4, length % 2 ** 32, true);
      return [...start(), ...stored(held, size, true), tail];
    },
  };
}

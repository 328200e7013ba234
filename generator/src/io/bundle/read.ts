import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { createTarDecoder } from "modern-tar";
import { parseLayoutIndex } from "../../bundle/layout.ts";
import { manifestLimit, parseManifest } from "../../images/manifest.ts";
import { blobPath, bundleFiles, type Seen } from "../../model/bundle.ts";
import { webStream } from "./web-stream.ts";

/** A file in an archive; its content must be read to its end before the next one comes. */
export interface ReadEntry {
  /** Without the archive's folder. */
  readonly path: string;
  readonly size: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** Goes through the files of a tar.gz once. Throws an Error when it is none, or cut off. */
export async function* readArchive(file: string): AsyncGenerator<ReadEntry> {
  const gunzip = createGunzip();
  const source = createReadStream(file);
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const entries = webStream(gunzip).pipeThrough(createTarDecoder({ strict: true }));
  try {
    for await (const { header, body } of entries) {
      if (header.type !== undefined && header.type !== "file") throw new Error(`${header.name} is a ${header.type}; a bundle holds plain files`);
      yield { path: header.name.replace(/^[^/]+\//, ""), size: header.size, body };
    }
  } finally {
    source.destroy();
  }
}

/** Reads what is of no interest. (The decoder stands still for ever after a body was cancelled.) */
export async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  while (!(await reader.read()).done);
}

/** A bundle that was read once: what to check, and what a push needs without reading it again. */
export interface ReadBundle extends Seen {
  /** Indexes and manifests by digest. */
  readonly manifests: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly mediaType: string }>;
  readonly charts: ReadonlyMap<string, Uint8Array>;
}

/** Reads a whole bundle and keeps its small files. Memory does not grow with its images. */
export async function readBundle(file: string): Promise<ReadBundle> {
  const files = new Map<string, { readonly size: number; readonly sha256: string }>();
  const texts = new Map<string, string>();
  const references = new Map<string, readonly { readonly digest: string; readonly size: number; readonly manifest: boolean }[] | undefined>();
  const manifests = new Map<string, { readonly bytes: Uint8Array; readonly mediaType: string }>();
  const charts = new Map<string, Uint8Array>();
  // Indexes and manifests stand before what they refer to, so each is known when it comes.
  const awaited = new Map<string, { readonly digest: string; readonly mediaType: string }>();
  const wanted = new Set<string>([bundleFiles.sums, bundleFiles.contents, bundleFiles.index]);

  for await (const { path, size, body } of readArchive(file)) {
    if (files.has(path)) throw new Error(`${path} is in the archive twice`);
    const expected = awaited.get(path);
    const keep = wanted.has(path) || (expected !== undefined && size <= manifestLimit) || (/^charts\/[^/]+\.tgz(\.prov)?$/.test(path) && size <= 64 * 1024 * 1024);
    const { sha256, bytes } = await digested(body, keep);
    files.set(path, { size, sha256 });
    if (bytes === undefined) continue;
    if (expected !== undefined) learn(expected, bytes);
    else if (path.endsWith(".tgz")) charts.set(path, bytes);
    else texts.set(path, new TextDecoder().decode(bytes));
    if (path === bundleFiles.index) expectIndex(texts.get(path) ?? "");
  }
  return { files, texts, references, manifests, charts };

  function expectIndex(text: string): void {
    try {
      for (const { digest, mediaType } of parseLayoutIndex(text)) awaited.set(blobPath(digest), { digest, mediaType });
    } catch {
      // Said by the check.
    }
  }

  function learn({ digest, mediaType }: { readonly digest: string; readonly mediaType: string }, bytes: Uint8Array): void {
    try {
      const manifest = parseManifest(bytes, mediaType);
      manifests.set(digest, { bytes, mediaType: manifest.mediaType });
      const parts = manifest.kind === "index" ? manifest.manifests : [manifest.config, ...manifest.layers];
      references.set(digest, parts.map((p) => ({ digest: p.digest, size: p.size, manifest: manifest.kind === "index" })));
      if (manifest.kind === "index") for (const child of manifest.manifests) awaited.set(blobPath(child.digest), { digest: child.digest, mediaType: child.mediaType });
    } catch {
      references.set(digest, undefined);
    }
  }
}

async function digested(body: ReadableStream<Uint8Array>, keep: boolean): Promise<{ readonly sha256: string; readonly bytes?: Uint8Array }> {
  const hash = createHash("sha256");
  const parts: Uint8Array[] = [];
  for await (const chunk of body) {
    hash.update(chunk);
    if (keep) parts.push(chunk.slice());
  }
  return { sha256: hash.digest("hex"), ...(keep ? { bytes: Buffer.concat(parts) } : {}) };
}

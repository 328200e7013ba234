import { manifestLimit, manifestTypes } from "../../images/manifest.ts";
import { digestOf } from "../../model/digest.ts";
import { openSession, type Access, type Request } from "./session.ts";

/** A manifest as a registry holds it, its digest computed from the bytes. */
export interface Fetched {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
}

/** One registry, or one path of it; repositories are relative to that path. */
export interface Registry {
  /** As images name it: host and path. */
  readonly name: string;
  /** Undefined when there is none. By a digest, it is that or an error. */
  readonly manifest: (repository: string, reference: string) => Promise<Fetched | undefined>;
  /** The digest that the registry says; undefined when there is none. */
  readonly digest: (repository: string, reference: string) => Promise<string | undefined>;
  /** All tags of a repository; none when there is no such repository. */
  readonly tags: (repository: string) => Promise<readonly string[]>;
  readonly hasBlob: (repository: string, digest: string) => Promise<boolean>;
  /** The content of a blob, not verified. */
  readonly blob: (repository: string, digest: string) => Promise<ReadableStream<Uint8Array>>;
  /** The content of a small blob as a whole, verified. */
  readonly wholeBlob: (repository: string, digest: string) => Promise<Uint8Array>;
  /** Makes a blob of one repository one of another's; false when the registry would not. */
  readonly mount: (repository: string, digest: string, from: string) => Promise<boolean>;
  readonly pushBlob: (repository: string, digest: string, size: number, content: ReadableStream<Uint8Array> | Uint8Array) => Promise<void>;
  readonly pushManifest: (repository: string, reference: string, manifest: Pick<Fetched, "bytes" | "mediaType" | "digest">) => Promise<void>;
}

/**
 * A client of the protocol that all registries of containers speak. Small, because none is kept up in npm.
 *
 * @param name host[:port][/path]
 */
export function openRegistry(name: string, access: Access = {}): Registry {
  const session = openSession(name, access);
  const { host } = session;
  const prefix = name.split("/").slice(1).map((part) => `${part}/`).join("");
  const accept = { accept: manifestTypes.join(", ") };

  /** Asks for something of a repository: below it, or at an address that the registry gave. */
  const ask = (method: Request["method"], repository: string, what: string | URL, more: Partial<Request> = {}): Promise<Response> =>
    session.send({ method, path: what instanceof URL ? what.href : `/v2/${prefix}${repository}/${what}`, repository: `${prefix}${repository}`, ...more });
  const expectOk = async (response: Response, what: string): Promise<void> => {
    if (!response.ok) throw await session.refusal(what, response);
  };
  const blob = async (repository: string, digest: string): Promise<ReadableStream<Uint8Array>> => {
    const response = await ask("GET", repository, `blobs/${digest}`);
    await expectOk(response, `${repository}@${digest} cannot be read`);
    if (response.body === null) throw new Error(`${host}: ${repository}@${digest} is empty`);
    return response.body;
  };

  return {
    name,
    manifest: async (repository, reference) => {
      const response = await ask("GET", repository, `manifests/${reference}`, { headers: accept });
      if (response.status === 404) return missing(response);
      await expectOk(response, `${repository}:${reference} cannot be read`);
      const bytes = await limited(response, manifestLimit);
      const digest = digestOf(bytes);
      const wanted = reference.startsWith("sha256:") ? reference : response.headers.get("docker-content-digest");
      if (wanted !== null && wanted !== digest) throw new Error(`${host}: ${repository}:${reference} has the digest ${digest}, not ${wanted}`);
      return { bytes, digest, mediaType: (response.headers.get("content-type") ?? "").replace(/;.*$/, "") };
    },
    digest: async (repository, reference) => {
      const response = await ask("HEAD", repository, `manifests/${reference}`, { headers: accept });
      if (response.status === 404) return missing(response);
      await expectOk(response, `${repository}:${reference} cannot be read`);
      return response.headers.get("docker-content-digest") ?? undefined;
    },
    tags: async (repository) => {
      const found: string[] = [];
      for (let next: string | URL | undefined = "tags/list?n=1000"; next !== undefined; ) {
        const response: Response = await ask("GET", repository, next);
        if (response.status === 404) return (await missing(response)) ?? [];
        await expectOk(response, `the tags of ${repository} cannot be read`);
        found.push(...(((await response.json()) as { readonly tags?: readonly string[] | null }).tags ?? []));
        const link = /<([^>]+)>;\s*rel="?next"?/i.exec(response.headers.get("link") ?? "")?.[1];
        next = link === undefined ? undefined : new URL(link, response.url);
      }
      return found;
    },
    hasBlob: async (repository, digest) => {
      const response = await ask("HEAD", repository, `blobs/${digest}`);
      if (response.status !== 404) await expectOk(response, `${repository}@${digest} cannot be read`);
      await response.arrayBuffer();
      return response.ok;
    },
    blob,
    wholeBlob: async (repository, digest) => {
      const bytes = new Uint8Array(await new Response(await blob(repository, digest)).arrayBuffer());
      if (digestOf(bytes) !== digest) throw new Error(`${host}: ${repository}@${digest} has other content than its digest says`);
      return bytes;
    },
    mount: async (repository, digest, from) => {
      const query = new URLSearchParams({ mount: digest, from: `${prefix}${from}` }).toString();
      const response = await ask("POST", repository, `blobs/uploads/?${query}`, { from: `${prefix}${from}`, headers: { "content-length": "0" } });
      await response.arrayBuffer();
      return response.status === 201;
    },
    pushBlob: async (repository, digest, size, content) => {
      const begun = await ask("POST", repository, "blobs/uploads/", { headers: { "content-length": "0" } });
      await expectOk(begun, `no upload to ${repository}`);
      await begun.arrayBuffer();
      const where = new URL(begun.headers.get("location") ?? "", begun.url);
      where.searchParams.set("digest", digest);
      const headers = { "content-type": "application/octet-stream", "content-length": String(size) };
      const done = await ask("PUT", repository, where, { headers, body: content });
      await expectOk(done, `${repository}@${digest} was not taken`);
      await done.arrayBuffer();
    },
    pushManifest: async (repository, reference, { bytes, mediaType, digest }) => {
      const response = await ask("PUT", repository, `manifests/${reference}`, { headers: { "content-type": mediaType }, body: bytes });
      await expectOk(response, `${repository}:${reference} was not taken`);
      await response.arrayBuffer();
      const said = response.headers.get("docker-content-digest");
      if (said !== null && said !== digest) throw new Error(`${host}: ${repository}:${reference} became ${said}, not ${digest}`);
    },
  };
}

async function missing(response: Response): Promise<undefined> {
  await response.arrayBuffer();
}

async function limited(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limit) throw new Error(`more than ${limit} bytes where a manifest was asked for`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

import { digestOf, manifestLimit, manifestTypes } from "../../images/manifest.ts";
import { findLogin } from "./login.ts";
import { openSession, type Session } from "./session.ts";

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
  readonly hasBlob: (repository: string, digest: string) => Promise<boolean>;
  /** The content of a blob, not verified. */
  readonly blob: (repository: string, digest: string) => Promise<ReadableStream<Uint8Array>>;
  /** Makes a blob of one repository one of another's; false when the registry would not. */
  readonly mount: (repository: string, digest: string, from: string) => Promise<boolean>;
  readonly pushBlob: (repository: string, digest: string, size: number, content: ReadableStream<Uint8Array> | Uint8Array) => Promise<void>;
  readonly pushManifest: (repository: string, reference: string, manifest: Pick<Fetched, "bytes" | "mediaType" | "digest">) => Promise<void>;
}

/**
 * A client of the protocol that all registries of containers speak. Small, because none is kept up in npm.
 *
 * @param name host[:port][/path]; plain http is spoken with this machine alone
 * @param named the command names it, so that the login in the environment is meant for it
 */
export function openRegistry(name: string, named: boolean, env: NodeJS.ProcessEnv = process.env): Registry {
  const [host = "", ...rest] = name.split("/");
  const prefix = rest.map((part) => `${part}/`).join("");
  const session = openSession(host, () => findLogin(host, named, env));
  const full = (repository: string): string => `${prefix}${repository}`;
  const path = (repository: string, what: string): string => `/v2/${full(repository)}/${what}`;
  const accept = { accept: manifestTypes.join(", ") };

  return {
    name,
    manifest: async (repository, reference) => {
      const response = await session.send({ method: "GET", path: path(repository, `manifests/${reference}`), repository: full(repository), headers: accept });
      if (response.status === 404) return missing(response);
      await expectOk(session, response, `${repository}:${reference}`);
      const bytes = await limited(response, manifestLimit);
      const digest = digestOf(bytes);
      const wanted = reference.startsWith("sha256:") ? reference : response.headers.get("docker-content-digest");
      if (wanted !== null && wanted !== digest) throw new Error(`${host}: ${repository}:${reference} has the digest ${digest}, not ${wanted}`);
      return { bytes, digest, mediaType: (response.headers.get("content-type") ?? "").replace(/;.*$/, "") };
    },
    digest: async (repository, reference) => {
      const response = await session.send({ method: "HEAD", path: path(repository, `manifests/${reference}`), repository: full(repository), headers: accept });
      if (response.status === 404) return missing(response);
      await expectOk(session, response, `${repository}:${reference}`);
      return response.headers.get("docker-content-digest") ?? undefined;
    },
    hasBlob: async (repository, digest) => {
      const response = await session.send({ method: "HEAD", path: path(repository, `blobs/${digest}`), repository: full(repository) });
      if (response.status !== 404) await expectOk(session, response, digest);
      await response.arrayBuffer();
      return response.ok;
    },
    blob: async (repository, digest) => {
      const response = await session.send({ method: "GET", path: path(repository, `blobs/${digest}`), repository: full(repository) });
      await expectOk(session, response, `${repository}@${digest}`);
      if (response.body === null) throw new Error(`${host}: ${repository}@${digest} is empty`);
      return response.body;
    },
    mount: async (repository, digest, from) => {
      const query = new URLSearchParams({ mount: digest, from: full(from) }).toString();
      const response = await session.send({ method: "POST", path: path(repository, `blobs/uploads/?${query}`), repository: full(repository), write: true, from: full(from), headers: { "content-length": "0" } });
      await response.arrayBuffer();
      return response.status === 201;
    },
    pushBlob: async (repository, digest, size, content) => {
      const begun = await session.send({ method: "POST", path: path(repository, "blobs/uploads/"), repository: full(repository), write: true, headers: { "content-length": "0" } });
      await expectOk(session, begun, `upload to ${repository}`);
      await begun.arrayBuffer();
      const where = new URL(begun.headers.get("location") ?? "", begun.url);
      where.searchParams.set("digest", digest);
      const headers = { "content-type": "application/octet-stream", "content-length": String(size) };
      const done = await session.send({ method: "PUT", path: where.href, repository: full(repository), write: true, headers, body: content });
      await expectOk(session, done, `upload of ${digest} to ${repository}`);
      await done.arrayBuffer();
    },
    pushManifest: async (repository, reference, { bytes, mediaType, digest }) => {
      const response = await session.send({ method: "PUT", path: path(repository, `manifests/${reference}`), repository: full(repository), write: true, headers: { "content-type": mediaType }, body: bytes });
      await expectOk(session, response, `${repository}:${reference}`);
      await response.arrayBuffer();
      const said = response.headers.get("docker-content-digest");
      if (said !== null && said !== digest) throw new Error(`${host}: ${repository}:${reference} became ${said}, not ${digest}`);
    },
  };
}

async function missing(response: Response): Promise<undefined> {
  await response.arrayBuffer();
}

/** Throws what the registry says, as short as it can be said. Headers, which may hold tokens, are never shown. */
async function expectOk({ host }: Session, response: Response, what: string): Promise<void> {
  if (response.ok) return;
  const text = new TextDecoder().decode((await response.arrayBuffer()).slice(0, 10_000));
  const said = /"code"\s*:\s*"([A-Z_]+)"/.exec(text)?.[1];
  throw new Error(`${host}: ${what}: ${response.status}${said === undefined ? "" : ` ${said}`}`);
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

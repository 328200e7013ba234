import { createHash } from "node:crypto";
import type { OCISetting } from "../../model/publish-target.ts";
import { manifestType, type Blob } from "../../publish/oci-manifest.ts";
import { basic, hiddenWords, type Credentials } from "./credentials.ts";
import { refusalText, request, shown, type Question, type Reply } from "./request.ts";

/** A manifest as the registry has it. */
export interface Manifest {
  readonly text: string;
  readonly digest: string;
}

/** The few things that publishing asks of a registry, by the distribution specification. Repositories are named below the registry. */
export interface Registry {
  readonly manifest: (repository: string, tag: string) => Promise<Manifest | undefined>;
  /** All tags of a repository; none when there is no such repository. */
  readonly tags: (repository: string) => Promise<readonly string[]>;
  readonly blob: (repository: string, digest: string) => Promise<Uint8Array>;
  /** Stores bytes; false when they were there. */
  readonly putBlob: (repository: string, blob: Blob) => Promise<boolean>;
  readonly putManifest: (repository: string, tag: string, manifest: Blob) => Promise<void>;
}

const accepted = [manifestType, "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json"].join(", ");

/**
 * A client for the registry of a target. It logs in when it is asked to: with name and password, or with a token that the
 * registry's own service hands out for them.
 */
export function registry({ url, plainHTTP = false }: Pick<OCISetting, "url" | "plainHTTP">, credentials: Credentials | undefined): Registry {
  const named = new URL(url.replace(/^oci:/, "https:")).host;
  const base = `${plainHTTP ? "http" : "https"}://${named === "docker.io" ? "registry-1.docker.io" : named}`;
  const hidden = hiddenWords(credentials);
  const logins = new Map<string, string>();

  /** Asks with the login that worked last for this repository, and with a new one when that is refused. */
  const ask = async (repository: string, address: string | URL, question: Question = {}): Promise<Reply> => {
    const send = (): Promise<Reply> => {
      const login = new URL(address, base).origin === base ? logins.get(repository) : undefined;
      return request(new URL(address, base), { ...question, headers: { ...question.headers, ...(login === undefined ? {} : { Authorization: login }) } });
    };
    const reply = await send();
    if (reply.status !== 401 || new URL(reply.url).origin !== base) return reply;
    const login = await answerChallenge(reply.headers.get("www-authenticate") ?? "", repository);
    if (login === undefined || login === logins.get(repository)) return reply;
    logins.set(repository, login);
    return send();
  };

  const answerChallenge = async (challenge: string, repository: string): Promise<string | undefined> => {
    if (/^basic\b/i.test(challenge)) return credentials === undefined || credentials.username === "" ? undefined : basic(credentials);
    const { realm, service = "" } = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map((m) => [m[1], m[2]])) as { readonly realm?: string; readonly service?: string };
    if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return undefined;
    const scope = `repository:${repository}:pull,push`;
    const reply = credentials?.identityToken === undefined ? await askToken(realm, service, scope) : await refreshToken(realm, service, scope, credentials.identityToken);
    if (reply.status !== 200) throw refused("no token", realm, reply);
    const { token, access_token: accessToken } = JSON.parse(new TextDecoder().decode(reply.body)) as { readonly token?: unknown; readonly access_token?: unknown };
    return `Bearer ${String(token ?? accessToken)}`;
  };
  const askToken = (realm: string, service: string, scope: string): Promise<Reply> => {
    const where = new URL(realm);
    for (const [key, value] of Object.entries({ service, scope })) if (value !== "") where.searchParams.set(key, value);
    return request(where, credentials === undefined ? {} : { headers: { Authorization: basic(credentials) } });
  };
  const refreshToken = (realm: string, service: string, scope: string, token: string): Promise<Reply> => {
    const form = new URLSearchParams({ grant_type: "refresh_token", service, scope, client_id: "openim-charts", refresh_token: token });
    return request(realm, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: new TextEncoder().encode(form.toString()) });
  };

  const refused = (what: string, address: string | URL, reply: Reply): Error => {
    const login = reply.status !== 401 && reply.status !== 403 ? "" : credentials === undefined ? " (no credentials were found for it)" : " (with the credentials that were found)";
    return new Error(`${what}: ${shown(new URL(address, base))} answered ${refusalText(reply, hidden)}${login}`);
  };

  return {
    manifest: async (repository, tag) => {
      const address = `/v2/${repository}/manifests/${tag}`;
      const reply = await ask(repository, address, { headers: { Accept: accepted } });
      if (reply.status === 404) return undefined;
      if (reply.status !== 200) throw refused("cannot be read", address, reply);
      const digest = `sha256:${createHash("sha256").update(reply.body).digest("hex")}`;
      return { text: new TextDecoder().decode(reply.body), digest };
    },
    tags: async (repository) => {
      const found: string[] = [];
      let next: string | undefined = `/v2/${repository}/tags/list?n=1000`;
      while (next !== undefined) {
        const reply: Reply = await ask(repository, next);
        if (reply.status === 404) return [];
        if (reply.status !== 200) throw refused("tags cannot be read", next, reply);
        const { tags } = JSON.parse(new TextDecoder().decode(reply.body)) as { readonly tags?: readonly string[] | null };
        found.push(...(tags ?? []));
        const link: string | undefined = /<([^>]+)>;\s*rel="?next"?/i.exec(reply.headers.get("link") ?? "")?.[1];
        next = link === undefined ? undefined : new URL(link, reply.url).href;
      }
      return found;
    },
    blob: async (repository, digest) => {
      const address = `/v2/${repository}/blobs/${digest}`;
      const reply = await ask(repository, address);
      if (reply.status !== 200) throw refused("cannot be read", address, reply);
      if (`sha256:${createHash("sha256").update(reply.body).digest("hex")}` !== digest) throw new Error(`${shown(new URL(address, base))} has other content than its digest says`);
      return reply.body;
    },
    putBlob: async (repository, { digest, bytes }) => {
      const there = await ask(repository, `/v2/${repository}/blobs/${digest}`, { method: "HEAD" });
      if (there.status === 200) return false;
      const start = `/v2/${repository}/blobs/uploads/`;
      const begun = await ask(repository, start, { method: "POST" });
      const location = begun.headers.get("location");
      if (begun.status !== 202 || location === null) throw refused("no upload", start, begun);
      const where = new URL(location, begun.url);
      where.searchParams.set("digest", digest);
      const done = await ask(repository, where, { method: "PUT", body: new Uint8Array(bytes), headers: { "Content-Type": "application/octet-stream" } });
      if (done.status !== 201) throw refused("the upload failed", where, done);
      return true;
    },
    putManifest: async (repository, tag, { bytes, mediaType }) => {
      const address = `/v2/${repository}/manifests/${tag}`;
      const reply = await ask(repository, address, { method: "PUT", body: new Uint8Array(bytes), headers: { "Content-Type": mediaType } });
      if (reply.status !== 201 && reply.status !== 200) throw refused("the manifest was not taken", address, reply);
    },
  };
}

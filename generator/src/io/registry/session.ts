import { setTimeout as sleep } from "node:timers/promises";
import { parseChallenge, type Challenge } from "../../images/challenge.ts";
import type { Login } from "./login.ts";
import { sendStream } from "./send-stream.ts";

/** What is sent. `body` may be a stream, which can be sent once only. */
export interface Request {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH";
  /** Below the registry, or a whole address that the registry gave us. */
  readonly path: string;
  /** Repository, and whether it is written to. */
  readonly repository: string;
  readonly write?: boolean;
  /** Another repository that is read from. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | ReadableStream<Uint8Array>;
}

/** A registry that we talk to, with the tokens that it gave us. */
export interface Session {
  /** Host as images name it. */
  readonly host: string;
  readonly send: (request: Request) => Promise<Response>;
}

interface Token {
  readonly header: string;
  /** Milliseconds of the monotonic clock. */
  readonly until: number;
}

const patience = 60_000;

/** True for a host that is this machine: only there plain http is spoken. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

/** The error of a registry that gives no answer at all. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === "Unreachable";
}

/** Opens a session; nothing is sent yet. `login` is asked when the registry first wants one. */
export function openSession(host: string, login: () => Promise<Login | undefined>): Session {
  const base = isLoopback(host) ? `http://${host}` : `https://${host === "docker.io" ? "registry-1.docker.io" : host}`;
  const tokens = new Map<string, Token>();
  const ask = once(login);
  let known: Challenge | undefined;

  return { host, send };

  async function send(request: Request): Promise<Response> {
    const own = `repository:${request.repository}:${request.write === true ? "pull,push" : "pull"}`;
    const scope = request.from === undefined ? own : `${own} repository:${request.from}:pull`;
    const url = new URL(request.path, base);
    // What the registry gives an address of elsewhere for is not shown who we are.
    const trusted = url.origin === base;
    const held = trusted ? await usable(scope, request.body instanceof ReadableStream) : undefined;
    const first = await attempt(url, request, held?.header);
    if (first.status !== 401 || !trusted || request.body instanceof ReadableStream) return first;
    const challenge = parseChallenge(first.headers.get("www-authenticate") ?? "");
    await first.arrayBuffer();
    if (challenge === undefined) throw new Error(`${host} asks for a login of a kind that we do not know`);
    known = challenge;
    const token = await authenticate(challenge, scope);
    if (token === undefined) throw new Error(`${host} asks for a login: use helm registry login ${host}, docker login ${host}, or the variables GEN_REGISTRY_USERNAME and GEN_REGISTRY_PASSWORD`);
    tokens.set(scope, token);
    return attempt(url, request, token.header);
  }

  /** A token that lasts; a stream must not meet the end of one, since it cannot be sent again. */
  async function usable(scope: string, whole: boolean): Promise<Token | undefined> {
    const token = tokens.get(scope);
    if (token === undefined || known === undefined || performance.now() < token.until - (whole ? 30_000 : 0)) return token;
    const next = await authenticate(known, scope);
    if (next !== undefined) tokens.set(scope, next);
    return next ?? token;
  }

  async function authenticate(challenge: Challenge, scope: string): Promise<Token | undefined> {
    const who = await ask();
    const basic = who !== undefined && "username" in who ? `Basic ${Buffer.from(`${who.username}:${who.password}`).toString("base64")}` : undefined;
    if (challenge.scheme === "basic") return basic === undefined ? undefined : { header: basic, until: Number.POSITIVE_INFINITY };
    const realm = new URL(challenge.realm);
    if (realm.protocol !== "https:" && !isLoopback(realm.host)) throw new Error(`${host} wants the login to be sent to ${realm.host} without encryption`);
    const service = challenge.service === undefined ? {} : { service: challenge.service };
    // In an address each scope is a field of its own, in a form they are one.
    const query = new URLSearchParams([...realm.searchParams, ...Object.entries(service), ...scope.split(" ").map((s): [string, string] => ["scope", s])]);
    const response =
      who !== undefined && "identityToken" in who
        ? await asked(realm, { method: "POST", body: new URLSearchParams({ ...service, scope, grant_type: "refresh_token", refresh_token: who.identityToken, client_id: "openim-charts" }) })
        : await asked(new URL(`?${query.toString()}`, realm), basic === undefined ? {} : { headers: { authorization: basic } });
    if (!response.ok) {
      await response.arrayBuffer();
      if (basic === undefined && (response.status === 401 || response.status === 403)) return undefined;
      throw new Error(`${host}: the login was refused (${response.status} of ${realm.host})`);
    }
    const { token, access_token: access, expires_in: seconds = 60 } = (await response.json()) as { readonly token?: string; readonly access_token?: string; readonly expires_in?: number };
    const value = token ?? access;
    return value === undefined ? undefined : { header: `Bearer ${value}`, until: performance.now() + Math.max(seconds - 5, 5) * 1000 };
  }

  async function attempt(url: URL, { method, headers, body }: Request, authorization: string | undefined): Promise<Response> {
    const all = { ...headers, ...(authorization === undefined ? {} : { authorization }) };
    if (body instanceof ReadableStream) return reach(url, () => sendStream(url, method, all, body));
    const init = { method, headers: all, ...(body === undefined ? {} : { body }) } as RequestInit;
    const again = method === "GET" || method === "HEAD";
    for (let tries = 1; ; tries++) {
      const response = await reach(url, () => fetch(url, method === "GET" ? init : { ...init, signal: AbortSignal.timeout(patience) }));
      if (!again || tries === 3 || (response.status !== 429 && response.status < 500)) return response;
      await response.arrayBuffer();
      await sleep(500 * tries);
    }
  }

  function asked(url: URL, init: RequestInit): Promise<Response> {
    return reach(url, () => fetch(url, { ...init, signal: AbortSignal.timeout(patience) }));
  }

  /** What may be long has no limit of time as a whole; a transfer that stands still is ended by those who send it. */
  async function reach(url: URL, send: () => Promise<Response>): Promise<Response> {
    try {
      return await send();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = cause instanceof Error ? ("code" in cause && typeof cause.code === "string" ? cause.code : cause.message) : String(cause);
      throw Object.assign(new Error(`${url.host} cannot be reached: ${reason}`), { name: "Unreachable" });
    }
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

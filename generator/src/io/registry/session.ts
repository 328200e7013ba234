import { parseChallenge, type Challenge } from "../../images/challenge.ts";
import { isLoopback } from "../../model/publish-target.ts";
import { basic, environmentLogin, hiddenWords } from "../credentials.ts";
import { refusedText, send as sendAnywhere, type Question } from "../request.ts";
import { registryLogin } from "./login.ts";

/** How a registry is talked to. */
export interface Access {
  /** Prefix of the variables with name and password for it. Without, only the logins count that tools keep for it. */
  readonly variables?: string | undefined;
  /** Tokens are asked for writing from the start: registries may tell nobody else that a repository is not there yet. */
  readonly write?: boolean;
  /** Plain http, which is spoken with this machine alone; there it is the default. */
  readonly plainHTTP?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** What is asked of a registry. */
export interface Request extends Question {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  /** Below the registry, or a whole address that the registry gave us. */
  readonly path: string;
  readonly repository: string;
  /** Another repository that is read from. */
  readonly from?: string;
}

/** A registry that we talk to, with the tokens that it gave us. */
export interface Session {
  /** Host as images name it. */
  readonly host: string;
  readonly send: (request: Request) => Promise<Response>;
  /** What the registry says of its refusal, without what must not be seen. Headers, which may hold tokens, are never shown. */
  readonly refusal: (what: string, response: Response) => Promise<Error>;
}

interface Token {
  readonly header: string;
  /** Milliseconds of the monotonic clock. */
  readonly until: number;
}

/** Opens a session with the registry of a place, host[:port][/path]. Nothing is sent yet, and no login looked for before it is asked for. */
export function openSession(place: string, { variables, write = false, plainHTTP, env = process.env }: Access): Session {
  const host = place.split("/")[0] ?? "";
  const plain = new URL(`http://${host === "docker.io" ? "registry-1.docker.io" : host}`);
  const base = (plainHTTP ?? isLoopback(plain.hostname)) ? plain.origin : new URL(`https://${plain.host}`).origin;
  const tokens = new Map<string, Token>();
  const login = once(async () => (variables === undefined ? undefined : environmentLogin(variables, env)) ?? (await registryLogin(place, env)));
  /** Undefined as long as nobody was asked who we are. */
  let hidden: readonly string[] | undefined;
  let known: Challenge | undefined;

  return { host, send, refusal };

  async function send({ path, repository, from, ...question }: Request): Promise<Response> {
    const own = `repository:${repository}:${write ? "pull,push" : "pull"}`;
    const scope = from === undefined ? own : `${own} repository:${from}:pull`;
    const url = new URL(path, base);
    // What the registry gives an address of elsewhere for is not shown who we are.
    const trusted = url.origin === base;
    const stream = question.body instanceof ReadableStream;
    const ask = (token: Token | undefined): Promise<Response> => sendAnywhere(url, { ...question, headers: { ...question.headers, ...(token === undefined ? {} : { authorization: token.header }) } });
    const first = await ask(trusted ? await usable(scope, stream) : undefined);
    if (first.status !== 401 || !trusted || stream) return first;
    const challenge = parseChallenge(first.headers.get("www-authenticate") ?? "");
    await first.arrayBuffer();
    if (challenge === undefined) throw new Error(`${host} asks for a login of a kind that we do not know`);
    known = challenge;
    const token = await authenticate(challenge, scope);
    if (token === undefined) throw new Error(`${host} asks for a login: use helm registry login ${host}, docker login ${host}${variables === undefined ? "" : `, or the variables ${variables}_USERNAME and ${variables}_PASSWORD`}`);
    tokens.set(reach(scope), token);
    return ask(token);
  }

  async function refusal(what: string, response: Response): Promise<Error> {
    return new Error(`${host}: ${what}: ${refusedText({ status: response.status, body: new Uint8Array(await response.arrayBuffer()) }, hidden)}`);
  }

  /** What a token is good for: name and password for everything, the rest for what it was asked for. */
  function reach(scope: string): string {
    return known?.scheme === "basic" ? "" : scope;
  }

  /** A token that lasts; a stream must not meet the end of one, since it cannot be sent again. */
  async function usable(scope: string, whole: boolean): Promise<Token | undefined> {
    const token = tokens.get(reach(scope));
    if (token === undefined || known === undefined || performance.now() < token.until - (whole ? 30_000 : 0)) return token;
    const next = await authenticate(known, scope);
    if (next !== undefined) tokens.set(scope, next);
    return next ?? token;
  }

  async function authenticate(challenge: Challenge, scope: string): Promise<Token | undefined> {
    const who = await login();
    hidden = hiddenWords(who);
    const header = basic(who);
    if (challenge.scheme === "basic") return header === undefined ? undefined : { header, until: Number.POSITIVE_INFINITY };
    const realm = new URL(challenge.realm);
    const response = await (who !== undefined && "identityToken" in who ? refresh(realm, challenge, scope, who.identityToken) : askToken(realm, challenge, scope, header));
    if (!response.ok && who === undefined && (response.status === 401 || response.status === 403)) {
      await response.arrayBuffer();
      return undefined;
    }
    if (!response.ok) throw await refusal(`the login was refused: ${realm.host}`, response);
    const { token, access_token: access, expires_in: seconds = 60 } = (await response.json()) as { readonly token?: string; readonly access_token?: string; readonly expires_in?: number };
    const value = token ?? access;
    return value === undefined ? undefined : { header: `Bearer ${value}`, until: performance.now() + Math.max(seconds - 5, 5) * 1000 };
  }
}

type Bearer = Extract<Challenge, { readonly scheme: "bearer" }>;

function askToken(realm: URL, { service }: Bearer, scope: string, header: string | undefined): Promise<Response> {
  // In an address each scope is a field of its own, in a form they are one.
  const fields = [...(service === undefined ? [] : [["service", service]]), ...scope.split(" ").map((one) => ["scope", one])];
  const query = new URLSearchParams([...realm.searchParams, ...(fields as [string, string][])]);
  return sendAnywhere(new URL(`?${query.toString()}`, realm), header === undefined ? {} : { headers: { authorization: header } });
}

function refresh(realm: URL, { service }: Bearer, scope: string, token: string): Promise<Response> {
  const form = { ...(service === undefined ? {} : { service }), scope, grant_type: "refresh_token", refresh_token: token, client_id: "openim-charts" };
  return sendAnywhere(realm, { method: "POST", body: new URLSearchParams(form) });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

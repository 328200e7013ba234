import { setTimeout as sleep } from "node:timers/promises";
import { isLoopback } from "../model/publish-target.ts";
import { sendStream } from "./send-stream.ts";
import { isProxySet, reach, wayTo } from "./way.ts";

/** What is asked of a server. A stream can be sent once only. */
export interface Question {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | FormData | URLSearchParams | ReadableStream<Uint8Array>;
}

/** What it answered, whatever the status. */
export interface Reply {
  readonly status: number;
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

const attempts = 4;
const transient = [429, 500, 502, 503, 504];
const untrusted = ["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"];
/** What the next attempt would meet again, the last two after a long wait. */
const lasting = [...untrusted, "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT", "TimeoutError"];

/**
 * Asks a server, again after a pause when it is busy or out of reach: whatever we send may be sent twice, if it is no stream.
 * Never speaks plain http to another machine, wherever an address came from, and takes no credentials along to another server.
 *
 * @throws Error without query or user of the address when no answer comes; `isUnreachable` when nobody is there
 */
export function send(address: string | URL, question: Question = {}): Promise<Response> {
  return attempt(address, question, async (response) => response);
}

/** Asks in the same way, and reads the whole answer. */
export function request(address: string | URL, question: Question = {}): Promise<Reply> {
  return attempt(address, question, async (response) => ({ status: response.status, body: new Uint8Array(await response.arrayBuffer()), url: response.url }));
}

/** The error of a server that gives no answer at all. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Error && error.name === "Unreachable";
}

async function attempt<T>(address: string | URL, question: Question, read: (response: Response) => Promise<T>): Promise<T> {
  const url = new URL(address);
  const last = question.body instanceof ReadableStream ? 1 : attempts;
  // A proxy that is none is said at once.
  wayTo(url);
  for (let count = 1; ; count++) {
    try {
      const response = await follow(url, question);
      if (!transient.includes(response.status) || count === last) return await read(response);
      await response.body?.cancel();
    } catch (error) {
      if (isFinal(error)) throw new Error(`${question.method ?? "GET"} ${shown(url)}: ${error.message}`);
      if (count === last || lasting.includes(code(error)) || proxyAnswer(error)?.startsWith("4") === true) throw Object.assign(new Error(`${url.host} cannot be reached${isProxySet() && !isLoopback(url.hostname) ? " (HTTPS_PROXY is set)" : ""}: ${reason(error)}`), { name: "Unreachable" });
    }
    await sleep(250 * 2 ** count);
  }
}

async function follow(first: URL, { method = "GET", headers = {}, body }: Question): Promise<Response> {
  let url = first;
  for (let hops = 0; ; hops++) {
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) throw refusal(`plain ${url.protocol.replace(":", "")} to ${url.host} is refused`);
    if (body instanceof ReadableStream) return sendStream(url, method, headers, body);
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => url.origin === first.origin || name.toLowerCase() !== "authorization"));
    // What is read may be long and has no limit of time as a whole.
    const limit = method === "GET" ? {} : { signal: AbortSignal.timeout(120_000) };
    const sent = body instanceof FormData ? await encoded(body) : { body, headers: {} };
    const options = { method, headers: { ...own, ...sent.headers }, redirect: "manual" as const, ...limit, ...(sent.body === undefined ? {} : { body: sent.body }) };
    const response = await reach(url, options);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null || response.status === 304) return response;
    await response.body?.cancel();
    if (body !== undefined || hops === 5) throw refusal(`answered with a redirect (${response.status})`);
    url = new URL(location, url);
  }
}

/** A form as bytes. Those of Node itself are foreign to the client, which has a class of its own. */
async function encoded(form: FormData): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }> {
  const whole = new Response(form);
  return { body: new Uint8Array(await whole.arrayBuffer()), headers: { "content-type": whole.headers.get("content-type") ?? "" } };
}

/** An address as messages may show it. */
export function shown(address: string | URL): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** Why a server refused, in its own words as far as they can be shown: one line, without what must not be seen. */
export function refusalText({ status, body }: Pick<Reply, "status" | "body">, hidden: readonly string[] = []): string {
  const text = new TextDecoder().decode(body.slice(0, 4096));
  // Hidden before anything is cut, so that no part of it stays.
  const clean = hidden.filter((word) => word !== "").reduce((result, word) => result.replaceAll(word, "…"), words(text));
  const said = clean.replaceAll(/\s+/g, " ").trim().slice(0, 200);
  return `${status}${said === "" ? "" : ` ${said}`}`;
}

/** The rest of a sentence about who refused. Of 401 and 403 it says whether there were credentials, if any were looked for. */
export function refusedText(reply: Pick<Reply, "status" | "body">, hidden: readonly string[] | undefined): string {
  const isLogin = hidden !== undefined && (reply.status === 401 || reply.status === 403);
  const login = !isLogin ? "" : hidden.length === 0 ? " (no credentials were found for it)" : " (with the credentials that were found)";
  return `answered ${refusalText(reply, hidden)}${login}`;
}

/** ChartMuseum says {error}, registries {errors: [{code, message}]}; a page for browsers says nothing. */
function words(text: string): string {
  try {
    const { error, errors } = JSON.parse(text) as { readonly error?: unknown; readonly errors?: readonly { readonly code?: unknown; readonly message?: unknown }[] };
    if (Array.isArray(errors)) return errors.map(({ code, message }) => `${String(code ?? "")} ${String(message ?? "")}`.trim()).join("; ");
    return typeof error === "string" ? error : "";
  } catch {
    return text.trimStart().startsWith("<") ? "" : text;
  }
}

const final = Symbol("final");

function refusal(message: string): Error {
  return Object.assign(new Error(message), { [final]: true });
}

function isFinal(error: unknown): error is Error {
  return error instanceof Error && final in error;
}

/** fetch says "fetch failed" and hides why. */
function cause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

function code(error: unknown): string {
  const why = cause(error);
  if (!(why instanceof Error)) return "";
  return "code" in why && typeof why.code === "string" ? why.code : why.name;
}

const plainWords: Readonly<Record<string, string>> = { TimeoutError: "no answer in time", ECONNREFUSED: "nothing listens there", ENOTFOUND: "there is no such host" };

function reason(error: unknown): string {
  const why = cause(error);
  const proxy = proxyAnswer(error);
  return proxy !== undefined ? `the proxy answers ${proxy}` : plainWords[code(error)] ?? (why instanceof Error ? ("code" in why && typeof why.code === "string" ? why.code : why.message) : String(why));
}

/** The status with which a proxy refused to lead on; undefined for every other error. */
function proxyAnswer(error: unknown): string | undefined {
  for (let why = error; why instanceof Error; why = why.cause) {
    const [, status] = /^Proxy response \((\d+)\)/.exec(why.message) ?? [];
    if (status !== undefined) return status;
  }
  return undefined;
}

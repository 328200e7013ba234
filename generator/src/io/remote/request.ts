import { setTimeout as sleep } from "node:timers/promises";
import { isLoopback } from "../../model/publish-target.ts";

/** What is asked of a server. */
export interface Question {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | FormData;
}

/** What it answered, whatever the status. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

const attempts = 4;
const transient = [429, 502, 503, 504];

/**
 * Asks a server, again after a pause when it is busy or out of reach: whatever we send may be sent twice. Never speaks plain
 * http to another machine, wherever an address came from, and takes no credentials along to another server.
 *
 * @throws Error that names method and address, without query or user, when no answer comes
 */
export async function request(address: string | URL, question: Question = {}): Promise<Reply> {
  const method = question.method ?? "GET";
  for (let attempt = 1; ; attempt++) {
    try {
      const reply = await follow(new URL(address), method, question);
      if (!transient.includes(reply.status) || attempt === attempts) return reply;
    } catch (error) {
      if (isFinal(error) || attempt === attempts) throw new Error(`${method} ${shown(address)}: ${reason(error)}`, { cause: undefined });
    }
    await sleep(250 * 2 ** attempt);
  }
}

async function follow(first: URL, method: string, { headers = {}, body }: Question): Promise<Reply> {
  let url = first;
  for (let hops = 0; ; hops++) {
    if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) throw refusal(`plain ${url.protocol.replace(":", "")} to ${url.host} is refused`);
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => url.origin === first.origin || name.toLowerCase() !== "authorization"));
    const response = await fetch(url, { method, headers: own, redirect: "manual", signal: AbortSignal.timeout(120_000), ...(body === undefined ? {} : { body }) });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null || response.status === 304) {
      return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()), url: url.href };
    }
    await response.body?.cancel();
    if (body !== undefined || hops === 5) throw refusal(`answered with a redirect (${response.status})`);
    url = new URL(location, url);
  }
}

/** An address as messages may show it. */
export function shown(address: string | URL): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}

/** Why a server refused, in its own words as far as they can be shown: one line, without what must not be seen. */
export function refusalText(reply: Reply, hidden: readonly string[] = []): string {
  const text = new TextDecoder().decode(reply.body.slice(0, 4096));
  const said = words(text).replaceAll(/\s+/g, " ").trim().slice(0, 200);
  const clean = hidden.filter((word) => word !== "").reduce((result, word) => result.replaceAll(word, "…"), said);
  return `${reply.status}${clean === "" ? "" : ` ${clean}`}`;
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

function isFinal(error: unknown): boolean {
  return error instanceof Error && final in error;
}

/** fetch says "fetch failed" and hides why. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === "TimeoutError") return "no answer in time";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return code === "ECONNREFUSED" ? "nothing listens there" : code === "ENOTFOUND" ? "there is no such host" : (code ?? cause.message);
}

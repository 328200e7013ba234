import { Agent, EnvHttpProxyAgent, fetch, type Dispatcher, type RequestInit } from "undici";
import { keep } from "../model/keep.ts";
import { isLoopback } from "../model/publish-target.ts";

/** Longest time in which nothing moves. What is transferred may be long, and has no limit of time as a whole. */
const patience = { headersTimeout: 300_000, bodyTimeout: 300_000 };

let direct: Dispatcher | undefined;
/** By what the environment says, which is another thing in another run of the same process. */
const outside = keep<Dispatcher>(4);

/**
 * How an address is reached: this machine by itself, and everything else through the proxy that HTTPS_PROXY names, unless NO_PROXY
 * excepts it, as helm and curl do. Nothing but this machine is spoken to without TLS, so a proxy sees names and never a content.
 *
 * @throws Error when HTTPS_PROXY is no address
 */
export function wayTo(url: URL): Dispatcher {
  if (isLoopback(url.hostname) || !isProxySet()) return (direct ??= new Agent(patience));
  const settings = { httpsProxy: proxyAddress(), noProxy: said("no_proxy") };
  return outside(JSON.stringify(settings), () => new EnvHttpProxyAgent({ ...patience, ...settings }));
}

/** Node's own fetch goes through no proxy, and takes none from another version of the same library. */
export async function reach(url: URL, init: Omit<RequestInit, "dispatcher">): Promise<Response> {
  return (await fetch(url, { ...init, dispatcher: wayTo(url) })) as unknown as Response;
}

/** Whether other machines may be spoken to through a proxy. */
export function isProxySet(): boolean {
  return said("https_proxy") !== "";
}

/** Small letters come first; empty is the same as not set. */
function said(name: string): string {
  return process.env[name] || process.env[name.toUpperCase()] || "";
}

/** With a scheme, which everybody else lets one leave out. The text may hold a password, so it is not shown. */
function proxyAddress(): string {
  const text = said("https_proxy");
  const address = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(address) || !/^(https?|socks5):$/.test(new URL(address).protocol)) throw new Error("HTTPS_PROXY is no address of a proxy, such as http://proxy.example.com:3128");
  return address;
}

import { randomBytes } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type Socket as NetSocket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, type RawData } from "ws";
import { failed, type Failure } from "../model/acceptance.ts";
import type { Answer, Call, Socket, SocketEvents, World } from "../model/world.ts";

export interface WorldOptions {
  /** An authority to trust besides the known ones, as PEM. */
  readonly ca?: string;
  /** Trust any certificate. */
  readonly insecure?: boolean;
  /** Connect here instead of where the name leads; the name stays in Host and TLS. */
  readonly connectTo?: { readonly host: string; readonly port: number };
  /** The host that `connectTo` stands for. */
  readonly publicHost?: string;
}

export interface RealWorld extends World {
  /** Gives kept connections back. */
  readonly close: () => void;
}

const usualSeconds = 20;
const heartbeatMs = 8_000;

/** The real world: Node's own HTTP client, the websocket client `ws`, the clock. */
export function realWorld(options: WorldOptions = {}): RealWorld {
  const tls = { ...(options.ca === undefined ? {} : { ca: options.ca }), rejectUnauthorized: options.insecure !== true };
  const agents = { "http:": new http.Agent({ keepAlive: true }), "https:": new https.Agent({ keepAlive: true, ...tls }) };
  const elsewhere = (url: URL): { readonly host: string; readonly port: number } | undefined => (options.connectTo !== undefined && url.hostname === options.publicHost ? options.connectTo : undefined);

  return {
    http: async (call) => request(call, agents, elsewhere),
    connect: async (url, events) => open(url, events, tls, elsewhere),
    now: () => Date.now(),
    sleep: async (ms) => {
      await sleep(ms);
    },
    within: async (ms, work, late) => {
      const cancel = new AbortController();
      const alarm = sleep(ms, undefined, { signal: cancel.signal }).then(() => {
        throw late();
      });
      try {
        return await Promise.race([work, alarm]);
      } finally {
        alarm.catch(() => {});
        work.catch(() => {});
        cancel.abort();
      }
    },
    every: (ms, work) => {
      const timer = setInterval(work, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
  };
}

type Elsewhere = (url: URL) => { readonly host: string; readonly port: number } | undefined;

async function request(call: Call, agents: Readonly<Record<string, http.Agent>>, elsewhere: Elsewhere): Promise<Answer> {
  const url = new URL(call.url);
  const seconds = call.seconds ?? usualSeconds;
  const secure = url.protocol === "https:";
  const where = elsewhere(url);
  const body = call.body === undefined ? undefined : Buffer.from(call.body);
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? https : http).request({
      method: call.method,
      // As it was written: an address that is tidied up would not test what a rule does with an untidy one.
      path: call.url.slice(url.protocol.length + 2).replace(/^[^/?]*/, "") || "/",
      host: where?.host ?? bare(url.hostname),
      port: where?.port ?? url.port,
      ...(secure && isIP(bare(url.hostname)) === 0 ? { servername: url.hostname } : {}),
      agent: agents[url.protocol],
      headers: { host: url.host, ...call.headers, ...(body === undefined ? {} : { "content-length": body.length }) },
      signal: AbortSignal.timeout(seconds * 1000),
    });
    outgoing.on("error", (error) => reject(asFailure(error, url, seconds)));
    outgoing.on("response", (incoming) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("error", (error) => reject(asFailure(error, url, seconds)));
      incoming.on("end", () => {
        const headers = Object.fromEntries(Object.entries(incoming.headers).map(([key, value]) => [key, Array.isArray(value) ? value.join(", ") : (value ?? "")]));
        resolve({ status: incoming.statusCode ?? 0, headers, body: new Uint8Array(Buffer.concat(parts)) });
      });
    });
    outgoing.end(body);
  });
}

async function open(address: string, events: SocketEvents, tls: { readonly ca?: string; readonly rejectUnauthorized: boolean }, elsewhere: Elsewhere): Promise<Socket> {
  const url = new URL(address);
  const where = elsewhere(url);
  // `ws` hands these to Node's client; the name of the certificate stays that of the address.
  const direct = where === undefined ? {} : { agent: redirected(url, tls, where) };
  const socket = new WebSocket(address, { handshakeTimeout: usualSeconds * 1000, perMessageDeflate: false, ...tls, ...direct });
  return new Promise((resolve, reject) => {
    let upgraded = false;
    let alive = true;
    let heart: NodeJS.Timeout | undefined;
    const heard = (): void => {
      alive = true;
    };
    socket.on("pong", heard).on("ping", heard).on("message", heard);
    socket.on("unexpected-response", (outgoing, incoming) => {
      reject(failed("edge", `${url.origin}${url.pathname}: HTTP ${incoming.statusCode ?? 0} instead of an upgrade to websocket`, upgradeHint(incoming.statusCode ?? 0)));
      outgoing.destroy();
    });
    socket.on("error", (error) => {
      if (!upgraded) reject(asFailure(error, url, usualSeconds));
    });
    socket.on("message", (data: RawData) => events.frame(new Uint8Array(Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer))));
    socket.on("close", (code, reason) => {
      clearInterval(heart);
      if (upgraded) events.closed(`code ${code}${reason.length > 0 ? ` ${reason.toString()}` : code === 1006 ? " (cut without a word)" : ""}`);
    });
    socket.on("open", () => {
      upgraded = true;
      // A node that died says nothing, so silence is taken for the end, as OpenIM's clients do.
      heart = setInterval(() => {
        if (!alive) socket.terminate();
        alive = false;
        socket.ping(() => {});
      }, heartbeatMs).unref();
      resolve({
        text: (data) => socket.send(data, { binary: false }, () => {}),
        binary: (data) => socket.send(Buffer.from(data), { binary: true }, () => {}),
        close: () => socket.close(),
      });
    });
  });
}

function redirected(url: URL, tls: { readonly ca?: string; readonly rejectUnauthorized: boolean }, where: { readonly host: string; readonly port: number }): http.Agent {
  const agent = url.protocol === "wss:" ? new https.Agent({ ...tls, servername: url.hostname }) : new http.Agent();
  const usual = agent.createConnection.bind(agent) as (options: object, callback: (error: Error | null, socket: NetSocket) => void) => NetSocket;
  agent.createConnection = ((options: object, callback: (error: Error | null, socket: NetSocket) => void) => usual({ ...options, ...where }, callback)) as typeof agent.createConnection;
  return agent;
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, "$1");

function upgradeHint(status: number): string {
  if (status === 200) return "The gateway refused the request's parameters, or a page answers on /msg_gateway.";
  if (status === 404) return "The path /msg_gateway is not routed to openim-edge.";
  if (status === 400 || status === 426) return "Something in front of the edge does not pass the upgrade on: HTTP/1.1 and the headers Upgrade and Connection are needed.";
  return "The gateway behind the edge does not answer. Look for gateway pods that are not Ready.";
}

/** What Node says when there is no answer, by its stable code. */
const meanings: Readonly<Record<string, Omit<Failure, "message">>> = {
  ENOTFOUND: { hop: "dns", hint: "The name is not known here. Make the DNS entry, or try an address with --connect host:port." },
  EAI_AGAIN: { hop: "dns", hint: "The name server does not answer." },
  ECONNREFUSED: { hop: "connect", hint: "Nothing listens there: see the Service, Ingress or load balancer in front of openim-edge." },
  EHOSTUNREACH: { hop: "connect", hint: "There is no way to that address from here: firewall or routing." },
  ENETUNREACH: { hop: "connect", hint: "There is no way to that address from here: firewall or routing." },
  ETIMEDOUT: { hop: "connect", hint: "A firewall swallows packets, or nothing has that address." },
  ECONNRESET: { hop: "connect", hint: "The connection was cut: https and http may be mixed up, or a pod was stopped." },
  EPIPE: { hop: "connect", hint: "The connection was cut while sending: a limit on the way, or a pod was stopped." },
  CERT_HAS_EXPIRED: { hop: "tls", hint: "Renew the certificate." },
  ERR_TLS_CERT_ALTNAME_INVALID: { hop: "tls", hint: "The certificate is for another name: the controller shows its default one. Check tls.secretName." },
  DEPTH_ZERO_SELF_SIGNED_CERT: { hop: "tls", hint: "The certificate is signed by itself. Give its authority with --ca, or use --insecure for a trial." },
  SELF_SIGNED_CERT_IN_CHAIN: { hop: "tls", hint: "The authority is not known here. Give it with --ca." },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { hop: "tls", hint: "The chain is incomplete: the intermediate certificate must be in tls.crt. Or give the authority with --ca." },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { hop: "tls", hint: "The authority is not known here. Give it with --ca." },
  EPROTO: { hop: "tls", hint: "No TLS is spoken there, or of another version: https and http may be mixed up." },
};

function asFailure(error: Error & { readonly code?: string }, url: URL, seconds: number): Error {
  const at = url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
  if (error.name === "TimeoutError" || error.name === "AbortError" || /handshake has timed out/.test(error.message)) {
    return failed("time", `${at}${url.pathname}: no answer in ${seconds} s`, "A firewall swallows packets, or a module hangs: look at pods that are not Ready.");
  }
  const inner = error instanceof AggregateError ? (error.errors[0] as Error & { readonly code?: string }) : error;
  const meaning = meanings[inner.code ?? ""] ?? { hop: "connect" as const, hint: "No answer came back: see what stands in front of openim-edge." };
  return failed(meaning.hop, `${at}${url.pathname}: ${inner.message}`, meaning.hint);
}

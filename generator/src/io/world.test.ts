import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createNetServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { failureOf } from "../model/acceptance.ts";
import { realWorld, type WorldOptions } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "world-"));
const plain = createServer((request, response) => {
  if (request.url === "/moved") response.writeHead(302, { location: "/there" }).end();
  else if (request.url !== "/silent") response.end(`${request.method} ${request.url} ${request.headers.host}`);
});
let secure: Server;
const mute = createNetServer((socket) => socket.destroy());
const echo = new WebSocketServer({ noServer: true });
const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=im.test", "-addext", "subjectAltName=DNS:im.test", "-keyout", join(folder, "key"), "-out", join(folder, "crt")], { stdio: "ignore" });
  secure = createTlsServer({ key: readFileSync(join(folder, "key")), cert: readFileSync(join(folder, "crt")) }, (request, response) => response.end(`secure ${request.headers.host}`));
  for (const server of [plain, secure]) {
    server.on("upgrade", (request, socket, head) => {
      if (request.url === "/refused") socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      else echo.handleUpgrade(request, socket, head, (client) => client.on("message", (data, binary) => (String(data) === "bye" ? client.close(1009, "too big") : client.send(data, { binary }))));
    });
  }
  for (const server of [plain, secure, mute]) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
});
afterAll(() => {
  for (const server of [plain, secure]) {
    server.closeAllConnections();
    server.close();
  }
  mute.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = (body: Uint8Array): string => new TextDecoder().decode(body);
const ca = (): string => readFileSync(join(folder, "crt"), "utf8");
const toSecure = (): WorldOptions => ({ connectTo: { host: "127.0.0.1", port: portOf(secure) }, publicHost: "im.test" });

describe("http", () => {
  it("asks for the path as it is written, and follows no redirect", async () => {
    const world = realWorld();
    const base = `http://127.0.0.1:${portOf(plain)}`;
    expect(text((await world.http({ method: "POST", url: `${base}/a//b/./%63?q=1`, body: "x" })).body)).toBe(`POST /a//b/./%63?q=1 127.0.0.1:${portOf(plain)}`);
    expect(await world.http({ method: "GET", url: `${base}/moved` })).toMatchObject({ status: 302, headers: { location: "/there" } });
    world.close();
  });

  it("connects elsewhere under the public name, also by TLS", async () => {
    const world = realWorld({ ...toSecure(), ca: ca() });
    expect(text((await world.http({ method: "GET", url: "https://im.test/" })).body)).toBe("secure im.test");
    world.close();
  });

  const rows = [
    { given: "a name that nobody has", url: () => "http://im.invalid/", hop: "dns" },
    { given: "a port where nothing listens", url: () => "http://127.0.0.1:9/", hop: "connect" },
    { given: "somebody who hangs up", url: () => `http://127.0.0.1:${portOf(mute)}/`, hop: "connect" },
    { given: "a certificate of an unknown authority", url: () => "https://im.test/", options: toSecure, hop: "tls" },
    { given: "a certificate for another name", url: () => `https://127.0.0.1:${portOf(secure)}/`, options: () => ({ ca: ca() }), hop: "tls" },
    { given: "https where http is spoken", url: () => `https://127.0.0.1:${portOf(plain)}/`, hop: "tls" },
    { given: "no answer", url: () => `http://127.0.0.1:${portOf(plain)}/silent`, hop: "time" },
  ];
  it.each(rows)("names the hop for $given", async ({ url, options, hop }) => {
    const world = realWorld(options?.() ?? {});
    const failure = failureOf(await world.http({ method: "GET", url: url(), seconds: 0.5 }).catch((error: unknown) => error));
    world.close();
    expect(failure).toMatchObject({ hop, message: expect.stringContaining(new URL(url()).host) });
    expect(failure?.hint).toMatch(/\.$/);
  });

  it("trusts anybody when told so", async () => {
    const world = realWorld({ ...toSecure(), insecure: true });
    expect((await world.http({ method: "GET", url: "https://im.test/" })).status).toBe(200);
    world.close();
  });
});

describe("websocket", () => {
  it.each([
    { given: "plain", url: () => `ws://127.0.0.1:${portOf(plain)}/x`, options: () => ({}) },
    { given: "TLS under the public name", url: () => "wss://im.test/x", options: () => ({ ...toSecure(), ca: ca() }) },
  ])("sends, receives and tells the end: $given", async ({ url, options }) => {
    const world = realWorld(options());
    const seen: string[] = [];
    let ended: (why: string) => void = () => {};
    const end = new Promise<string>((resolve) => {
      ended = resolve;
    });
    const socket = await world.connect(url(), { frame: (data) => seen.push(text(data)), closed: ended });
    socket.text("one");
    socket.binary("two");
    socket.text("bye");
    expect(await end).toBe("code 1009 too big");
    expect(seen).toEqual(["one", "two"]);
    world.close();
  });

  it.each([
    { given: "a refused upgrade", url: () => `ws://127.0.0.1:${portOf(plain)}/refused`, hop: "edge", says: "HTTP 503" },
    { given: "nothing there", url: () => "ws://127.0.0.1:9/", hop: "connect", says: "ECONNREFUSED" },
    { given: "an unknown authority", url: () => "wss://im.test/", options: toSecure, hop: "tls", says: "self" },
  ])("names the hop for $given", async ({ url, options, hop, says }) => {
    const world = realWorld(options?.() ?? {});
    const error = await world.connect(url(), { frame: () => {}, closed: () => {} }).catch((e: unknown) => e);
    expect(failureOf(error)).toMatchObject({ hop, message: expect.stringContaining(says) });
    world.close();
  });
});

describe("within", () => {
  it("gives the work, or the error for being late", async () => {
    const world = realWorld();
    expect(await world.within(1000, Promise.resolve(1), () => new Error("late"))).toBe(1);
    await expect(world.within(5, world.sleep(500), () => new Error("late"))).rejects.toThrow("late");
    await expect(world.within(1000, Promise.reject(new Error("own")), () => new Error("late"))).rejects.toThrow("own");
    world.close();
  });
});

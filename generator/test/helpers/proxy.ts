import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { listen, type Listening } from "./loopback.ts";

/** A proxy on 127.0.0.1 that leads to ports of this machine, whatever names it was asked for. */
export interface TestProxy extends Listening {
  /** What it was asked to lead to. */
  readonly asked: string[];
}

/** Starts a proxy to one port, or to that of each name; `password` is what it asks of everybody, under any name. */
export async function startProxy(to: number | ((name: string) => number), password?: string): Promise<TestProxy> {
  const asked: string[] = [];
  const server: Server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", (request, client) => {
    asked.push(request.url ?? "");
    // Who asks several times at once ends when the first is refused.
    client.on("error", () => client.destroy());
    const [, given = ""] = /^Basic (.*)$/.exec(request.headers["proxy-authorization"] ?? "") ?? [];
    if (password !== undefined && Buffer.from(given, "base64").toString().split(":")[1] !== password) return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    const server = connect(typeof to === "number" ? to : to(request.url ?? ""), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(server).pipe(client);
    });
    // Whoever goes first takes the other along.
    for (const [one, other] of [[client, server], [server, client]] as const) one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  return { ...(await listen(server)), asked };
}

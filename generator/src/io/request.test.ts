import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen, type Listening } from "../../test/helpers/loopback.ts";
import { isUnreachable, refusalText, refusedText, request, send } from "./request.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let servers: Listening[] = [];
const seen: string[] = [];

async function serve(answer: Answer): Promise<string> {
  const server = createServer((message, response) => {
    seen.push(`${message.method} ${message.url} ${message.headers.authorization ?? "-"}`);
    answer(message, response);
  });
  const listening = await listen(server);
  servers.push(listening);
  return `http://${listening.host}`;
}

beforeEach(() => {
  seen.length = 0;
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  servers = [];
});

const headers = { Authorization: "Basic secret" };

describe("request", () => {
  it("follows a redirect, and takes no credentials to another server", async () => {
    const other = await serve((_, response) => response.end("there"));
    const first = await serve((message, response) => (message.url === "/a" ? response.writeHead(302, { Location: "/b" }).end() : response.writeHead(307, { Location: `${other}/c` }).end()));
    const reply = await request(`${first}/a`, { headers });
    expect([reply.status, new TextDecoder().decode(reply.body), reply.url]).toEqual([200, "there", `${other}/c`]);
    expect(seen).toEqual(["GET /a Basic secret", "GET /b Basic secret", "GET /c -"]);
  });

  it.each(["http://charts.acme.io/index.yaml", "http://10.1.2.3/", "ftp://127.0.0.1/"])("never leads to %s, by itself or from a server", async (address) => {
    await expect(request(address)).rejects.toThrow(/is refused$/);
    const first = await serve((_, response) => response.writeHead(301, { Location: address }).end());
    await expect(request(`${first}/?token=secret`, { headers })).rejects.toThrow(/^GET http:\/\/127\.0\.0\.1:\d+\/: plain \w+ to [\w.]+ is refused$/);
    expect(seen).toHaveLength(1);
  });

  it("sends a body to where it was meant for alone", async () => {
    const first = await serve((_, response) => response.writeHead(307, { Location: "/b" }).end());
    await expect(request(`${first}/a`, { method: "PUT", body: new TextEncoder().encode("x") })).rejects.toThrow("answered with a redirect (307)");
  });

  it("asks again when the server is busy, and takes its last word", async () => {
    let left = 2;
    const first = await serve((_, response) => response.writeHead(left-- > 0 ? 503 : 200).end());
    expect((await request(first)).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  it("says that nothing listens, and neither user nor query", async () => {
    const gone = await serve(() => undefined);
    await servers[0]?.stop();
    servers = [];
    const error: unknown = await request(`${gone}/v2/?token=secret`, { headers }).catch((e: unknown) => e);
    expect([isUnreachable(error), String(error)]).toEqual([true, `Unreachable: ${gone.slice("http://".length)} cannot be reached: nothing listens there`]);
  });

  it("sends a stream once, and never by plain http to another machine", async () => {
    const stream = () => new Blob(["abc"]).stream() as ReadableStream<Uint8Array>;
    const first = await serve((message, response) => message.resume().on("end", () => response.writeHead(503).end("busy")));
    const response = await send(first, { method: "PUT", body: stream() });
    expect([response.status, await response.text(), seen.length]).toEqual([503, "busy", 1]);
    await expect(send("http://10.1.2.3/", { method: "PUT", body: stream() })).rejects.toThrow(/^PUT http:\/\/10\.1\.2\.3\/: plain http to 10\.1\.2\.3 is refused$/);
  });
});

describe("refusalText", () => {
  const reply = (status: number, body: string) => ({ status, body: new TextEncoder().encode(body) });
  it.each([
    { name: "a registry", body: '{"errors":[{"code":"DENIED","message":"no access"},{"code":"OTHER"}]}', want: "403 DENIED no access; OTHER" },
    { name: "a ChartMuseum", body: '{"error":"unauthorized"}', want: "403 unauthorized" },
    { name: "a proxy", body: "<html><title>Forbidden</title></html>", want: "403" },
    { name: "one that repeats the password", body: "wrong password pass-word,\n try again", want: "403 wrong password …, try again" },
    { name: "one that repeats it where the text is cut", body: `${"x".repeat(196)} pass-word`, want: `403 ${"x".repeat(196)} …` },
  ])("of $name", ({ body, want }) => {
    expect(refusalText(reply(403, body), ["pass-word", ""])).toBe(want);
  });
});

describe("refusedText", () => {
  it.each([
    { status: 401, hidden: [], want: "answered 401 (no credentials were found for it)" },
    { status: 403, hidden: ["x"], want: "answered 403 (with the credentials that were found)" },
    { status: 403, hidden: undefined, want: "answered 403" },
    { status: 500, hidden: ["x"], want: "answered 500" },
  ])("$want", ({ status, hidden, want }) => {
    expect(refusedText({ status, body: new Uint8Array() }, hidden)).toBe(want);
  });
});

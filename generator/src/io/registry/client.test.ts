import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen, type Listening } from "../../../test/helpers/loopback.ts";
import { digestOf } from "../../model/digest.ts";
import { openRegistry, type Registry } from "./client.ts";
import type { Access } from "./session.ts";

/* What registries of the world do and the one in generator/test does not: tokens, other hosts, pages. */

let servers: Listening[] = [];
let seen: string[] = [];

async function serve(name: string, answer: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      seen.push(`${name} ${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
      answer(request, response, body);
    });
  });
  const listening = await listen(server);
  servers.push(listening);
  return listening.host;
}

beforeEach(() => {
  seen = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  servers = [];
});

const bytes = new TextEncoder().encode("abc");
const digest = digestOf(bytes);
const manifest = { bytes, digest, mediaType: "x" };
const basicMe = `Basic ${Buffer.from("me:word").toString("base64")}`;
const store = mkdtempSync(join(tmpdir(), "login-"));
afterAll(() => rmSync(store, { recursive: true, force: true }));
/** For publishing: with this name and the password "word", or with what lies in a login store. */
const client = (host: string, username = "", more: Access = {}): Registry =>
  openRegistry(`${host}/charts`, { variables: "TEAM", write: true, env: { HOME: store, HELM_REGISTRY_CONFIG: join(store, "config.json"), ...(username === "" ? {} : { TEAM_USERNAME: username, TEAM_PASSWORD: "word" }) }, ...more });
beforeEach(() => writeFileSync(join(store, "config.json"), "{}"));

describe("a registry that wants a token", () => {
  const start = async (realm?: string) => {
    const tokens = await serve("tokens", (request, response, body) => {
      const known = request.headers.authorization === basicMe || body.includes("refresh_token=it");
      response.writeHead(known ? 200 : 401).end(JSON.stringify(known ? { token: "t1" } : { errors: [{ code: "UNAUTHORIZED", message: "who are you, word?" }] }));
    });
    return serve("registry", (request, response) => {
      if (request.headers.authorization === "Bearer t1") return void response.writeHead(404).end();
      response.writeHead(401, { "WWW-Authenticate": `Bearer realm="${realm ?? `http://${tokens}/token`}",service="acme",scope="ignored"` }).end();
    });
  };

  it("gets one for the name and password, once for a repository", async () => {
    const own = client(await start(), "me");
    expect(await own.manifest("a", "1.0.0")).toBeUndefined();
    expect(await own.manifest("a", "1.1.0")).toBeUndefined();
    expect(seen).toEqual([
      "registry GET /v2/charts/a/manifests/1.0.0 -",
      `tokens GET /token?service=acme&scope=repository%3Acharts%2Fa%3Apull%2Cpush ${basicMe}`,
      "registry GET /v2/charts/a/manifests/1.0.0 Bearer t1",
      "registry GET /v2/charts/a/manifests/1.1.0 Bearer t1",
    ]);
  });

  it("is asked for reading alone when nothing is to be written", async () => {
    expect(await client(await start(), "me", { write: false }).digest("a", "1")).toBeUndefined();
    expect(seen[1]).toContain("scope=repository%3Acharts%2Fa%3Apull ");
  });

  it("gets one for a token that a login left", async () => {
    const host = await start();
    writeFileSync(join(store, "config.json"), JSON.stringify({ auths: { [`${host}/charts`]: { identitytoken: "it" } } }));
    expect(await client(host).manifest("a", "1.0.0")).toBeUndefined();
    expect(seen[1]).toBe("tokens POST /token -");
  });

  it("says how to log in, with the variables when they count", async () => {
    const host = await start();
    await expect(client(host).manifest("a", "1")).rejects.toThrow(new RegExp(`^${host} asks for a login: use helm registry login ${host}, docker login ${host}, or the variables TEAM_USERNAME and TEAM_PASSWORD$`));
    await expect(client(host, "me", { variables: undefined }).manifest("a", "1")).rejects.toThrow(new RegExp(`docker login ${host}$`));
  });

  it("says why it refuses a login, and not the password that was said", async () => {
    await expect(client(await start(), "other").manifest("a", "1")).rejects.toThrow(/^127\.0\.0\.1:\d+: the login was refused: 127\.0\.0\.1:\d+: answered 401 UNAUTHORIZED who are you, …\? \(with the credentials that were found\)$/);
  });

  it("gets no password by plain http to another machine", async () => {
    await expect(client(await start("http://auth.acme.io/token"), "me").manifest("a", "1")).rejects.toThrow(/plain http to auth\.acme\.io is refused/);
    expect(seen).toHaveLength(1);
  });
});

describe("a registry", () => {
  it("may take uploads elsewhere, and gets no login there", async () => {
    const storage = await serve("storage", (_, response) => response.writeHead(201).end());
    const host = await serve("registry", (request, response) => {
      if (request.headers.authorization !== basicMe) return void response.writeHead(401, { "WWW-Authenticate": 'Basic realm="x"' }).end();
      response.writeHead(202, { Location: `http://${storage}/upload?state=1` }).end();
    });
    await client(host, "me").pushBlob("a", digest, bytes.length, bytes);
    expect(seen.at(-1)).toBe(`storage PUT /upload?state=1&digest=${encodeURIComponent(digest)} -`);
  });

  it("asks for a login of a kind that nobody knows", async () => {
    const host = await serve("registry", (_, response) => response.writeHead(401, { "WWW-Authenticate": "Negotiate" }).end());
    await expect(client(host, "me").manifest("a", "1")).rejects.toThrow(`${host} asks for a login of a kind that we do not know`);
  });

  it("is spoken to by plain http when it is on this machine and nobody says otherwise", async () => {
    const host = await serve("registry", (_, response) => response.writeHead(404).end());
    expect(await client(host).digest("a", "1")).toBeUndefined();
    expect(await client(host, "", { plainHTTP: true }).digest("a", "1")).toBeUndefined();
    await expect(client(host, "", { plainHTTP: false }).digest("a", "1")).rejects.toThrow(`${host} cannot be reached`);
    await expect(client("registry.acme.io", "", { plainHTTP: true }).digest("a", "1")).rejects.toThrow(/plain http to registry\.acme\.io is refused$/);
    expect(seen).toHaveLength(2);
  });

  it("tells its tags page by page, and none of what it does not have", async () => {
    const host = await serve("registry", (request, response) => {
      if (request.url?.startsWith("/v2/charts/b/")) return void response.writeHead(404).end();
      const second = request.url?.includes("last=2");
      response.writeHead(200, second ? {} : { Link: '</v2/charts/a/tags/list?n=2&last=2>; rel="next"' }).end(JSON.stringify({ tags: second ? ["3"] : ["1", "2"] }));
    });
    expect(await client(host).tags("a")).toEqual(["1", "2", "3"]);
    expect(await client(host).tags("b")).toEqual([]);
  });

  it("is not believed when the bytes are others than the digest says", async () => {
    const host = await serve("registry", (_, response) => response.end("other"));
    await expect(client(host).wholeBlob("a", digest)).rejects.toThrow(`${host}: a@${digest} has other content than its digest says`);
    await expect(client(host).manifest("a", digest)).rejects.toThrow(new RegExp(`^${host}: a:${digest} has the digest sha256:\\w+, not ${digest}$`));
  });

  it("is not read where there is nothing, or too much", async () => {
    const host = await serve("registry", ({ url }, response) => (url?.includes("blobs") ? response.writeHead(204).end() : response.end(Buffer.alloc(5_000_000))));
    await expect(client(host).blob("a", digest)).rejects.toThrow(`${host}: a@${digest} is empty`);
    await expect(client(host).manifest("a", "1")).rejects.toThrow("more than 4194304 bytes where a manifest was asked for");
  });

  it("is told when a tag became something else", async () => {
    const host = await serve("registry", (_, response) => response.writeHead(201, { "Docker-Content-Digest": "sha256:other" }).end());
    await expect(client(host).pushManifest("a", "1", manifest)).rejects.toThrow(`${host}: a:1 became sha256:other, not ${digest}`);
  });

  it.each([
    { name: "a manifest", run: (own: Registry) => own.manifest("a", "1"), want: /: a:1 cannot be read: answered 403 DENIED no$/ },
    { name: "tags", run: (own: Registry) => own.tags("a"), want: /: the tags of a cannot be read: answered 403 DENIED no$/ },
    { name: "a blob", run: (own: Registry) => own.blob("a", digest), want: /: a@sha256:\w+ cannot be read: answered 403 DENIED no$/ },
    { name: "an upload", run: (own: Registry) => own.pushBlob("a", digest, bytes.length, bytes), want: /: no upload to a: answered 403 DENIED no$/ },
    { name: "a tag", run: (own: Registry) => own.pushManifest("a", "1", manifest), want: /: a:1 was not taken: answered 403 DENIED no$/ },
  ])("says why it refuses $name", async ({ run, want }) => {
    const host = await serve("registry", (_, response) => response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"no"}]}'));
    await expect(run(client(host, "me"))).rejects.toThrow(want);
  });

  it("says why it refuses what was uploaded", async () => {
    const host = await serve("registry", ({ method }, response) => (method === "POST" ? response.writeHead(202, { Location: "/up" }).end() : response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID"}]}')));
    await expect(client(host).pushBlob("a", digest, bytes.length, bytes)).rejects.toThrow(`${host}: a@${digest} was not taken: answered 400 DIGEST_INVALID`);
  });
});

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Blob } from "../../publish/oci-manifest.ts";
import type { Credentials } from "./credentials.ts";
import { registry } from "./registry.ts";

/* What registries of the world do and the one in generator/test/publish-servers.test.ts does not: tokens, other hosts, pages. */

let servers: Server[] = [];
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
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeEach(() => {
  seen = [];
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  servers = [];
});

const bytes = new TextEncoder().encode("abc");
const blob: Blob = { mediaType: "x", bytes, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
const me: Credentials = { username: "me", password: "word" };
const basicMe = `Basic ${Buffer.from("me:word").toString("base64")}`;
const client = (host: string, credentials?: Credentials) => registry({ url: `oci://${host}/charts`, plainHTTP: true }, credentials);

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
    const own = client(await start(), me);
    expect(await own.manifest("charts/a", "1.0.0")).toBeUndefined();
    expect(await own.manifest("charts/a", "1.1.0")).toBeUndefined();
    expect(seen).toEqual([
      "registry GET /v2/charts/a/manifests/1.0.0 -",
      `tokens GET /token?service=acme&scope=repository%3Acharts%2Fa%3Apull%2Cpush ${basicMe}`,
      "registry GET /v2/charts/a/manifests/1.0.0 Bearer t1",
      "registry GET /v2/charts/a/manifests/1.1.0 Bearer t1",
    ]);
  });

  it("gets one for a token that a login left", async () => {
    expect(await client(await start(), { username: "", password: "", identityToken: "it" }).manifest("charts/a", "1.0.0")).toBeUndefined();
    expect(seen[1]).toBe("tokens POST /token -");
  });

  it("says that it gave none, and not what was said", async () => {
    await expect(client(await start()).manifest("charts/a", "1")).rejects.toThrow(/^no token: http:\/\/127\.0\.0\.1:\d+\/token answered 401 UNAUTHORIZED .*\(no credentials were found for it\)$/);
    await expect(client(await start(), { username: "other", password: "word" }).manifest("charts/a", "1")).rejects.toThrow(/who are you, …\? \(with the credentials that were found\)$/);
  });

  it("gets no password by plain http to another machine", async () => {
    await expect(client(await start("http://auth.acme.io/token"), me).manifest("charts/a", "1")).rejects.toThrow(/plain http to auth\.acme\.io is refused/);
  });
});

describe("a registry", () => {
  it("may take uploads elsewhere, and gets no login there", async () => {
    const storage = await serve("storage", (_, response) => response.writeHead(201).end());
    const host = await serve("registry", (request, response) => {
      if (request.headers.authorization !== basicMe) return void response.writeHead(401, { "WWW-Authenticate": 'Basic realm="x"' }).end();
      if (request.method === "HEAD") return void response.writeHead(404).end();
      response.writeHead(202, { Location: `http://${storage}/upload?state=1` }).end();
    });
    expect(await client(host, me).putBlob("charts/a", blob)).toBe(true);
    expect(seen.at(-1)).toBe(`storage PUT /upload?state=1&digest=${encodeURIComponent(blob.digest)} -`);
  });

  it("is not sent what it has", async () => {
    const host = await serve("registry", (_, response) => response.writeHead(200).end());
    expect(await client(host).putBlob("charts/a", blob)).toBe(false);
    expect(seen).toHaveLength(1);
  });

  it("tells its tags page by page, and none of what it does not have", async () => {
    const host = await serve("registry", (request, response) => {
      if (request.url?.startsWith("/v2/charts/b/")) return void response.writeHead(404).end();
      const second = request.url?.includes("last=2");
      response.writeHead(200, second ? {} : { Link: '</v2/charts/a/tags/list?n=2&last=2>; rel="next"' }).end(JSON.stringify({ tags: second ? ["3"] : ["1", "2"] }));
    });
    expect(await client(host).tags("charts/a")).toEqual(["1", "2", "3"]);
    expect(await client(host).tags("charts/b")).toEqual([]);
  });

  it("is not believed when the bytes are others than the digest says", async () => {
    const host = await serve("registry", (_, response) => response.end("other"));
    await expect(client(host).blob("charts/a", blob.digest)).rejects.toThrow(/has other content than its digest says/);
  });

  it.each([
    { name: "a manifest", run: (own: ReturnType<typeof client>) => own.manifest("charts/a", "1"), want: /cannot be read: .* answered 403 DENIED no/ },
    { name: "an upload", run: (own: ReturnType<typeof client>) => own.putBlob("charts/a", blob), want: /no upload: .* answered 403 DENIED no/ },
    { name: "a tag", run: (own: ReturnType<typeof client>) => own.putManifest("charts/a", "1", blob), want: /was not taken: .* answered 403 DENIED no/ },
  ])("says why it refuses $name", async ({ run, want }) => {
    const host = await serve("registry", (_, response) => response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"no"}]}'));
    await expect(run(client(host, me))).rejects.toThrow(want);
  });
});

import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFolder, type RunningServer } from "./http-server.ts";

let server: RunningServer;
let folder = "";

beforeAll(async () => {
  const outer = await mkdtemp(join(tmpdir(), "serve-"));
  folder = join(outer, "repo");
  await mkdir(join(folder, "sub"), { recursive: true });
  await mkdir(join(folder, "folder.tgz"));
  const files = { "index.yaml": "apiVersion: v1\n", "a-1.0.0+b.tgz": "bytes", "empty.tgz": "", ".hidden.tgz": "no", "notes.txt": "no", "../secret.yaml": "no", "sub/a.tgz": "no" };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  server = await serveFolder(folder, 0);
});
afterAll(async () => server.close());

/** One request with the path exactly as given, which fetch would tidy up. */
async function raw(path: string, method = "GET"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString())).on("end", () => resolve(answer)).on("error", reject);
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });
}

describe("serveFolder", () => {
  const good = [
    { path: "/index.yaml", type: "application/yaml; charset=utf-8", body: "apiVersion: v1\n" },
    { path: "/a-1.0.0+b.tgz", type: "application/gzip", body: "bytes" },
    { path: "/a-1.0.0%2Bb.tgz?x=1", type: "application/gzip", body: "bytes" },
    { path: "/empty.tgz", type: "application/gzip", body: "" },
  ];
  it.each(good)("gives $path", async ({ path, type, body }) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("content-length")).toBe(`${body.length}`);
    expect(await response.text()).toBe(body);
  });

  it("answers HEAD with the length and no body", async () => {
    const answer = await raw("/a-1.0.0+b.tgz", "HEAD");
    expect(answer).toMatch(/^HTTP\/1.1 200 [^]*Content-Length: 5\r\n[^]*\r\n\r\n$/);
  });

  const hidden = ["/", "/missing.tgz", "/.hidden.tgz", "/notes.txt", "/sub/a.tgz", "/folder.tgz", "/../secret.yaml", "/..%2fsecret.yaml", "/%2e%2e/secret.yaml", "/sub/../../secret.yaml", "//index.yaml", "/%00index.yaml", "/%zz.yaml", "/..\\secret.yaml", "/index.yaml%00.tgz"];
  it.each(hidden)("has no %s", async (path) => {
    expect(await raw(path)).toMatch(/^HTTP\/1.1 404 /);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
    const answer = await raw("/index.yaml", method);
    expect(answer).toMatch(/^HTTP\/1.1 405 /);
    expect(answer).toContain("Allow: GET, HEAD");
  });

  it("shows what is published while it runs", async () => {
    await writeFile(join(folder, "b-2.0.0.tgz"), "new");
    expect((await fetch(`${server.url}/b-2.0.0.tgz`)).status).toBe(200);
  });

  it("listens on this machine only, and says when the port is taken", async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(serveFolder(folder, Number(new URL(server.url).port))).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

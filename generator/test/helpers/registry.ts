import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { answers, freePort, type Listening } from "./loopback.ts";

/** How a registry asks who one is: not at all, by name and password, or by tokens of another server. */
export type Auth = "none" | "basic" | "token";

/** The one login of these registries; the second is bcrypt of the password. */
export const login = { username: "tester", password: "correct-horse" } as const;
const hashed = "$2a$04$I6xsDvVIgJbXVzVncqUhXORIc2kUwUQ7XYL3fS/QEgjbp0Wgm04Tq";

/** A real registry process on this machine. */
export interface RunningRegistry extends Listening {
  /** What was asked of it so far: method, path and status. */
  readonly requests: () => readonly string[];
}

/**
 * Starts a registry with nothing in it and waits until it answers: plain http, or TLS with the files that are named. It keeps in
 * memory what it takes: on a disk it would wait for it several times with every blob, tag and link.
 */
export async function startRegistry(program: string, auth: Auth = "none", tls?: { readonly certificate: string; readonly key: string }): Promise<RunningRegistry> {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  const tokens = auth === "token" ? await startTokens(folder) : undefined;
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  writeFileSync(join(folder, "htpasswd"), `${login.username}:${hashed}\n`);
  const config = {
    version: "0.1",
    log: { accesslog: { disabled: false }, level: "error" },
    storage: { inmemory: {}, delete: { enabled: true } },
    http: { addr: host, secret: "only-for-tests", ...(tls === undefined ? {} : { tls }) },
    ...(auth === "basic" ? { auth: { htpasswd: { realm: "test", path: join(folder, "htpasswd") } } } : {}),
    ...(tokens === undefined ? {} : { auth: { token: tokens.config } }),
  };
  writeFileSync(join(folder, "config.yml"), stringify(config));
  const child = execa(program, ["serve", join(folder, "config.yml")], { reject: false, env: { OTEL_TRACES_EXPORTER: "none" }, stdin: "ignore", stdout: { file: join(folder, "access.log") }, stderr: { file: join(folder, "error.log") } });
  await answers(child, port, () => readFileSync(join(folder, "error.log"), "utf8"));
  return {
    host,
    requests: () => [...readFileSync(join(folder, "access.log"), "utf8").matchAll(/"((?:GET|HEAD|POST|PUT|PATCH|DELETE) \S+) HTTP\S*" (\d+)/g)].map((m) => `${m[1]} ${m[2]}`),
    stop: async () => {
      child.kill();
      await child;
      tokens?.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that gives tokens to whoever knows the password: tokens for reading to nobody else either. */
async function startTokens(folder: string): Promise<{ readonly server: Server; readonly config: object }> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "ES256", use: "sig" };
  writeFileSync(join(folder, "jwks.json"), JSON.stringify({ keys: [jwk] }));
  const basic = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== basic) return void response.writeHead(401).end();
    const scope = new URL(request.url ?? "/", "http://x").searchParams.getAll("scope");
    const access = scope.map((s) => /^(repository):(.+):([a-z,]+)$/.exec(s)).flatMap((m) => (m === null ? [] : [{ type: m[1], name: m[2], actions: (m[3] ?? "").split(",") }]));
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "ES256", typ: "JWT", kid: "test" })}.${part({ iss: "tests", sub: login.username, aud: "registry", exp: now + 300, nbf: now - 10, iat: now, jti: createHash("sha256").update(String(scope)).digest("hex"), access })}`;
    const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ token: `${text}.${signature}`, expires_in: 300 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return { server, config: { realm, service: "registry", issuer: "tests", jwks: join(folder, "jwks.json"), signingalgorithms: ["ES256"] } };
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { realResult } from "./helpers/real.ts";

/** The script that init containers wait by, as rendered, against servers that are there, away, silent or strange. */
const folder = mkdtempSync(join(tmpdir(), "gen-wait-"));
const script = join(folder, "wait.sh");
const servers: Server[] = [];

/** A server on a free port of this machine that does `talk` with each client. */
async function serve(talk: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    // Clients go without a word.
    socket.on("error", () => undefined);
    talk(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers the first request, and then hangs up. */
function answers(text: string, heard: string[] = []): Promise<string> {
  return serve((socket) => {
    let request = "";
    socket.setEncoding("latin1").on("data", (piece: string) => {
      request += piece;
      const [head = "", body] = request.split("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(head)?.[1] ?? 0);
      if (request !== "PING\r\n" && (body === undefined || body.length < length)) return;
      heard.push(request);
      socket.end(text);
    });
  });
}
const http = (body: string, status = "200 OK"): string => `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** Nobody listens there any more. */
async function closed(): Promise<string> {
  const address = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return address;
}

interface Waited {
  readonly exitCode: number | undefined;
  readonly said: readonly string[];
}

interface Waiting {
  /** 0 are one look at each target. */
  readonly seconds?: number;
  /** A second of the script's own pauses is a tenth. */
  readonly hasty?: boolean;
  /** Called with the first word about what is missing. */
  readonly complained?: () => void;
}

async function wait(targets: readonly string[], { seconds = 0, hasty = false, complained = () => undefined }: Waiting = {}): Promise<Waited> {
  const pauses = hasty ? 'timeout() { command timeout "0.$1" "${@:2}"; }; sleep() { command sleep "0.$1"; }; ' : "";
  const waiting = execa("bash", ["-c", `${pauses}. "$0"`, script, ...targets], { env: { WAIT_SECONDS: String(seconds) }, reject: false });
  waiting.stderr.once("data", complained);
  const { exitCode, stderr } = await waiting;
  return { exitCode, said: stderr.split("\n").filter((line) => line !== "") };
}

beforeAll(() => {
  const text = realResult().tree?.get("charts/openim-rpc-user/scripts/wait.sh") ?? "";
  expect(text).toMatch(/^#!\/bin\/bash\n/);
  // Where the pod has the Secret of etcd.
  writeFileSync(script, text.replaceAll("/credentials/", `${folder}/`));
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("waiting for a store ends well", () => {
  it.each([
    { store: "mongodb=tcp", text: "" },
    { store: "redis=redis", text: "+PONG\r\n" },
    { store: "redis=redis", text: "-NOAUTH Authentication required.\r\n" },
    { store: "etcd=etcd", text: http('{"health":"true"}') },
  ])("when $store hears $text", async ({ store, text }) => {
    expect(await wait([`${store}://${await answers(text)}`])).toMatchObject({ exitCode: 0, said: [] });
  });

  it("when one of several addresses answers, and says nothing of the others", async () => {
    const there = await answers("");
    expect(await wait([`kafka=tcp://${await closed()}`, `kafka=tcp://${there}`, `kafka=tcp://no-such-broker.invalid:9092`])).toMatchObject({ exitCode: 0, said: [] });
  });

  it("as soon as the server is there", async () => {
    const address = await closed();
    const server = createServer((socket) => socket.end());
    servers.push(server);
    // It comes when it was missed, however long that takes, and long before the script would give up.
    const { exitCode, said } = await wait([`kafka=tcp://${address}`], { seconds: 300, hasty: true, complained: () => server.listen(Number(address.split(":")[1]), "127.0.0.1") });
    // Every ten seconds it is said again.
    expect([exitCode, [...new Set(said)]]).toEqual([0, [`waiting for kafka at ${address}: Connection refused`]]);
  });
});

describe("waiting gives up, and names store, address and reason", () => {
  const rows: readonly { readonly given: string; readonly store: string; readonly at: () => Promise<string>; readonly reason: string | RegExp }[] = [
    { given: "nobody listens", store: "mongodb=tcp", at: closed, reason: "Connection refused" },
    { given: "the name does not exist", store: "kafka=tcp", at: async () => "no-such-broker.invalid:9092", reason: /not known|not resolve|name resolution/ },
    { given: "the server is silent", store: "redis=redis", at: () => serve(() => undefined), reason: "no answer within 3 s" },
    { given: "the server refuses", store: "redis=redis", at: () => answers("-LOADING Redis is loading the dataset in memory\r\n"), reason: "LOADING Redis is loading" },
    { given: "the server hangs up, as with TLS", store: "redis=redis", at: () => answers("\x15\x03\x03\x00\x02\x02\x16"), reason: "does not speak as redis does, or wants TLS" },
    { given: "etcd has no leader", store: "etcd=etcd", at: () => answers(http('{"health":"false","reason":"RAFT NO LEADER"}', "503 Service Unavailable")), reason: "unhealthy, RAFT NO LEADER" },
    { given: "another program listens", store: "etcd=etcd", at: () => answers(http("<html>", "404 Not Found")), reason: "does not speak as etcd does" },
  ];
  it.each(rows)("when $given", async ({ given, store, at, reason }) => {
    const address = await at();
    // None but silence lasts until time is up.
    const { exitCode, said } = await wait([`${store}://${address}`], { hasty: given === "the server is silent" });
    expect(exitCode).toBe(1);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^gave up after \d+ s: /);
    expect(said[0]).toContain(`${store.split("=")[0]} at ${address}: `);
    expect(said[0]).toMatch(reason);
  });

  it("names every address of a store that none answers, and no store that is there", async () => {
    const there = await answers("+PONG\r\n");
    const [one, two] = [await closed(), await closed()];
    const { exitCode, said } = await wait([`redis=redis://${there}`, `kafka=tcp://${one}`, `kafka=tcp://${two}`]);
    expect(exitCode).toBe(1);
    expect(said.map((line) => line.replace(/\d+ s/, "N s"))).toEqual([`gave up after N s: kafka at ${one}: Connection refused; kafka at ${two}: Connection refused`]);
  });
});

describe("waiting for an etcd that asks for a login", () => {
  const heard: string[] = [];
  const credentials = { username: 'open"im', password: "a\\b\"c@:/%ü" };

  beforeAll(() => {
    for (const [name, text] of Object.entries(credentials)) writeFileSync(join(folder, name), text);
  });

  it("ends when the login works, whatever characters the password has", async () => {
    expect(await wait([`etcd=etcd://${await answers(http('{"header":{},"token":"x.1"}'), heard)}`])).toMatchObject({ exitCode: 0, said: [] });
    const [head = "", body = ""] = (heard[0] ?? "").split("\r\n\r\n");
    expect(head).toContain("POST /v3/auth/authenticate HTTP/1.1");
    expect(head).toContain(`Content-Length: ${body.length}`);
    expect(JSON.parse(Buffer.from(body, "latin1").toString())).toEqual({ name: credentials.username, password: credentials.password });
  });

  it("tells what etcd says of it, never the password", async () => {
    const { exitCode, said } = await wait([`etcd=etcd://${await answers(http('{"code":3,"message":"etcdserver: authentication failed, invalid user ID or password"}', "400 Bad Request"))}`]);
    expect(exitCode).toBe(1);
    expect(said.join()).toContain("authentication failed, invalid user ID or password");
    expect(said.join()).not.toContain(credentials.password);
  });
});

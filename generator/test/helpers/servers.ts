import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { which } from "../../src/io/tools/locate.ts";
import { imitatedChartMuseum } from "./imitated-chartmuseum.ts";

/** A server on 127.0.0.1 that a test started. */
export interface TestServer {
  /** host:port */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/** Who may publish when a server asks. The hash is bcrypt's, which is the only one that registries read. */
export const login = { username: "publisher", password: "not-a-real-word" } as const;
const htpasswd = `${login.username}:$2a$04$2DTJNCoba8Op2.BLfjfkLuiq8cTLvCIHAt3PyzOVTwGGbllU061UG\n`;

/** A registry with nothing in it. */
export async function startRegistry(program: string, auth: boolean): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  const port = await freePort();
  writeFileSync(join(folder, "htpasswd"), htpasswd);
  const access = auth ? `auth: { htpasswd: { realm: test, path: ${join(folder, "htpasswd")} } }\n` : "";
  writeFileSync(join(folder, "config.yml"), `version: 0.1\nlog: { level: error }\nstorage: { filesystem: { rootdirectory: ${join(folder, "data")} } }\nhttp: { addr: "127.0.0.1:${port}" }\n${access}`);
  return start(program, ["serve", join(folder, "config.yml")], { port, folder, ready: "/v2/" });
}

/**
 * A ChartMuseum with nothing in it: the real program when CHARTMUSEUM names it or PATH has it, else an imitation of its answers,
 * which is said loudly.
 */
export async function startChartMuseum(auth: boolean): Promise<TestServer> {
  const program = await chartMuseum();
  if (program === undefined) return imitatedChartMuseum(auth ? login : undefined);
  const folder = mkdtempSync(join(tmpdir(), "chartmuseum-"));
  mkdirSync(join(folder, "charts"));
  const port = await freePort();
  const access = auth ? [`--basic-auth-user=${login.username}`, `--basic-auth-pass=${login.password}`] : [];
  return start(program, [`--port=${port}`, "--listen-host=127.0.0.1", "--storage=local", `--storage-local-rootdir=${join(folder, "charts")}`, ...access], { port, folder, ready: "/health" });
}

/** The real program, when it is there. */
export async function chartMuseum(): Promise<string | undefined> {
  return process.env["CHARTMUSEUM"] ?? (await which("chartmuseum", process.env["PATH"] ?? ""));
}

async function start(program: string, args: readonly string[], { port, folder, ready }: { readonly port: number; readonly folder: string; readonly ready: string }): Promise<TestServer> {
  const child = execa(program, args, { reject: false, cwd: folder, stdout: "ignore", env: { OTEL_TRACES_EXPORTER: "none" } });
  const host = `127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries === 300) throw new Error(`${program} does not answer on ${host}: ${(await child).stderr}`);
    const answer = await fetch(`http://${host}${ready}`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) break;
    await sleep(100);
  }
  return {
    host,
    stop: async () => {
      child.kill("SIGKILL");
      await child;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

import type { ChildProcess } from "node:child_process";
import type { Server } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that listens on a port of this machine which nobody else has. */
export interface Listening {
  /** host:port */
  readonly host: string;
  /** Ends it, and whatever is connected to it. */
  readonly stop: () => Promise<void>;
}

export async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of this machine that nobody has, for a program that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Until a program listens on a port. Throws what it said when it ends instead, or never does. */
export async function answers(program: Pick<ChildProcess, "exitCode">, port: number, said: () => string): Promise<void> {
  for (let tries = 0; program.exitCode === null && tries < 3_000; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.end();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
    if (open) return;
    await sleep(10);
  }
  throw new Error(`nobody answers on port ${port}: ${said()}`);
}

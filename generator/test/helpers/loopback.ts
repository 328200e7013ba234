import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

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

import { createServer, request as ask } from "node:http";
import { listen, type Listening } from "./loopback.ts";

/** A way to a server on this machine that stands still where a test wants it to, so that what asks there can be killed meanwhile. */
export interface Gate extends Listening {
  /** There is a request that is never answered. */
  readonly held: Promise<string>;
}

/** Opens a way to `to`, host:port. Once `stops` says so of a request (`PUT /v2/…`), neither that one goes on nor any after it. */
export async function openGate(to: string, stops: (request: string) => boolean): Promise<Gate> {
  let hold: (request: string) => void = () => undefined;
  const held = new Promise<string>((resolve) => (hold = resolve));
  let shut = false;
  const [hostname, port] = to.split(":");
  const server = createServer((incoming, response) => {
    const text = `${incoming.method} ${incoming.url}`;
    shut ||= stops(text);
    if (shut) return hold(text);
    const onward = ask({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    incoming.pipe(onward);
  });
  return { ...(await listen(server)), held };
}

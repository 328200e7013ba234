import { open, type FileHandle } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A server that runs. `url` is without a final slash. */
export interface RunningServer {
  readonly url: string;
  /** Stops listening and cuts what is open. */
  readonly close: () => Promise<void>;
}

const types = { ".yaml": "application/yaml; charset=utf-8", ".tgz": "application/gzip", ".prov": "text/plain; charset=utf-8" } as const;

/**
 * Serves the files of one Helm repository folder on 127.0.0.1: index.yaml, archives and their signatures, by GET and HEAD.
 * A request names a file of the folder itself or nothing at all: no subfolders, no dot files, so no path to climb.
 *
 * @param port 0 for any free one
 * @throws the error of listen, such as EADDRINUSE
 */
export async function serveFolder(folder: string, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "only GET and HEAD");
  }
  const name = fileName(request.url ?? "/");
  const file = name === undefined ? undefined : await openFile(join(folder, name.name));
  if (name === undefined || file === undefined) return refuse(response, 404, "not found; a repository is read from /index.yaml");
  try {
    const { size, mtime } = await file.stat();
    response.writeHead(200, {
      "Content-Type": name.type,
      "Content-Length": size,
      "Last-Modified": mtime.toUTCString(),
      "Cache-Control": "no-cache",
      "X-Content-Type-Options": "nosniff",
    });
    if (request.method === "HEAD" || size === 0) response.end();
    else await pipeline(file.createReadStream({ autoClose: false, end: size - 1 }), response);
  } finally {
    await file.close();
  }
}

/** The file that a request path names, when it is one that a repository has. */
function fileName(url: string): { name: string; type: string } | undefined {
  const path = url.replace(/[?#].*$/, "");
  const name = decoded(path).replace(/^\//, "");
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(name)) return undefined;
  const type = Object.entries(types).find(([ending]) => name.endsWith(ending))?.[1];
  return type === undefined ? undefined : { name, type };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined || (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

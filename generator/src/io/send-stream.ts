import { Readable } from "node:stream";
import { request } from "undici";
import { wayTo } from "./way.ts";

/** Longest answer to an upload that is read; registries say little. */
const answerLimit = 65_536;

/** Sends a stream as fast as the other side takes it. (fetch reads the whole of it into memory first.) */
export async function sendStream(url: URL, method: "GET" | "HEAD" | "POST" | "PUT", headers: Readonly<Record<string, string>>, content: ReadableStream<Uint8Array>): Promise<Response> {
  const { statusCode, headers: said, body } = await request(url, { method, headers, body: Readable.fromWeb(content as Parameters<typeof Readable.fromWeb>[0]), dispatcher: wayTo(url) });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Uint8Array>) {
    if (size < answerLimit) parts.push(part);
    size += part.length;
  }
  const text = statusCode === 204 || statusCode === 304 ? null : Buffer.concat(parts);
  return new Response(text, { status: statusCode, headers: Object.entries(said).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]])) });
}

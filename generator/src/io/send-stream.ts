import { request as plain, type IncomingMessage } from "node:http";
import { request as secure } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Longest answer to an upload that is read; registries say little. */
const answerLimit = 65_536;
/** A transfer that stands still for so long has failed. */
const patience = 300_000;

/** Sends a stream as fast as the other side takes it. (fetch reads the whole of it into memory first.) */
export async function sendStream(url: URL, method: string, headers: Readonly<Record<string, string>>, body: ReadableStream<Uint8Array>): Promise<Response> {
  const request = (url.protocol === "https:" ? secure : plain)(url, { method, headers, timeout: patience });
  request.on("timeout", () => request.destroy(new Error("it stands still")));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  answered.catch(() => undefined);
  // A registry that refuses answers before it has read everything; then its answer counts.
  const sent = pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), request).catch((error: unknown) => error);
  const response = await Promise.race([answered, sent.then((error) => (error === undefined ? answered : Promise.race([answered, rejected(error)])))]);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    if (size < answerLimit) parts.push(part);
    size += part.length;
  }
  const { statusCode = 0, headers: said } = response;
  const text = statusCode === 204 || statusCode === 304 ? null : Buffer.concat(parts);
  return new Response(text, { status: statusCode, headers: Object.entries(said).flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, String(value)]])) });
}

/** What is on its way may still come in. */
async function rejected(error: unknown): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  throw error;
}

import { createHmac } from "node:crypto";
import { sha256 } from "../model/digest.ts";

export interface PresignInput {
  /** What a client asks for. */
  readonly url: string;
  /** Part of the path that a proxy takes away before the store sees it, and the signature does not cover. */
  readonly prefix: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly seconds: number;
  readonly region?: string;
}

/** An address for GET, signed as S3 wants it (Signature Version 4 in the query). */
export function presign({ url, prefix, accessKey, secretKey, now, seconds, region = "us-east-1" }: PresignInput): string {
  const { origin, host, pathname } = new URL(url);
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const query = Object.entries({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKey}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(seconds),
    "X-Amz-SignedHeaders": "host",
  })
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join("&");
  const signedPath = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
  const canonical = ["GET", signedPath, query, `host:${host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((k, part) => createHmac("sha256", k).update(part).digest(), `AWS4${secretKey}`);
  return `${origin}${pathname}?${query}&X-Amz-Signature=${createHmac("sha256", key).update(toSign).digest("hex")}`;
}

import { expect, it } from "vitest";
import { presign } from "./presign.ts";

/** The example of Amazon's own documentation ("Authenticating Requests: Using Query Parameters"). */
it("signs as Amazon's example does", () => {
  const signed = presign({
    url: "https://examplebucket.s3.amazonaws.com/test.txt",
    prefix: "/im-minio-api",
    accessKey: "AKIAIOSFODNN7EXAMPLE",
    secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    now: Date.UTC(2013, 4, 24),
    seconds: 86400,
  });
  expect(new URL(signed).searchParams.get("X-Amz-Signature")).toBe("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
});

it("signs the path without what the proxy takes away", () => {
  const input = { prefix: "/im-minio-api", accessKey: "a", secretKey: "b", now: 0, seconds: 60 };
  const signature = (url: string): string | null => new URL(presign({ ...input, url })).searchParams.get("X-Amz-Signature");
  expect(signature("https://h/im-minio-api/openim/x")).toBe(signature("https://h/openim/x"));
  expect(signature("https://h/openim/x")).not.toBe(signature("https://h/openim/y"));
});

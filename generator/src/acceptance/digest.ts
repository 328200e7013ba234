import { createHash } from "node:crypto";

/** Chat takes passwords as the MD5 of what was typed, and the object call names parts by it. */
export const md5 = (data: string | Uint8Array): string => createHash("md5").update(data).digest("hex");

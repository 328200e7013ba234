import { cp, mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { GoRoute } from "./catalog.ts";
import type { Job } from "./job.ts";
import { fill } from "./route.ts";

/** Builds a tool with the Go toolchain. */
export async function viaGo(job: Job, route: GoRoute): Promise<void> {
  const built = join(job.work, "bin");
  await mkdir(built);
  const flags = ["-trimpath", "-ldflags", fill(route.ldflags, job.tool, job.platform)];
  if ("install" in route) {
    await go(["install", ...flags, fill(route.install, job.tool, job.platform)], job.work, { GOBIN: built });
  } else {
    const module = join(job.work, "module");
    await cp(join(job.root, "generator/catalog", route.module), module, { recursive: true });
    // With -mod=mod Go may quietly take another version when the required one is refused; go.sum and readonly forbid that.
    await go(["build", "-mod=readonly", ...flags, "-o", `${built}/`, route.package], module, {});
  }
  const [program] = await readdir(built);
  if (program === undefined) throw new Error("go built nothing");
  await rename(join(built, program), job.out);
}

async function go(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  await execa("go", args, {
    cwd,
    env: { ...env, CGO_ENABLED: "0", GO111MODULE: "on", GOWORK: "off", GOOS: undefined, GOARCH: undefined },
    stdin: "ignore",
    timeout: 1_800_000,
  });
}

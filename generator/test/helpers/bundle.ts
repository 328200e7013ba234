import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with the program as people run it, built from the sources as they are now. */
    bundle: string;
    /** `gen` over the small charts of fixtures/publish. */
    smallCharts: string;
    /** Folder for what outlives a file of tests; gone when the run ends, however its workers end. */
    scratch: string;
  }
}

/** Once for a whole run of tests. */
export async function setup(vitest: TestProject): Promise<() => void> {
  const scratch = mkdtempSync(join(tmpdir(), "gen-tests-"));
  const bundle = join(scratch, "gen");
  execFileSync(process.execPath, [join(import.meta.dirname, "../../../scripts/build.mjs"), bundle], { stdio: ["ignore", "ignore", "inherit"] });
  const banner = 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';
  const small = join(scratch, "small-charts");
  await build({ entryPoints: [join(import.meta.dirname, "../fixtures/publish/cli.ts")], outdir: small, bundle: true, splitting: true, platform: "node", format: "esm", logLevel: "error", banner: { js: banner } });
  writeFileSync(join(small, "package.json"), '{"type":"module"}\n');
  vitest.provide("bundle", bundle);
  vitest.provide("smallCharts", join(small, "cli.js"));
  vitest.provide("scratch", scratch);
  return () => rmSync(scratch, { recursive: true, force: true });
}

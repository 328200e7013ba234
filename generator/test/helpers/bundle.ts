import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder with the program as people run it, built from the sources as they are now. */
    bundle: string;
    /** Folder for what outlives a file of tests; gone when the run ends, however its workers end. */
    scratch: string;
  }
}

/** Once for a whole run of tests. */
export function setup(vitest: TestProject): () => void {
  const scratch = mkdtempSync(join(tmpdir(), "gen-tests-"));
  const bundle = join(scratch, "gen");
  execFileSync(process.execPath, [join(import.meta.dirname, "../../../scripts/build.mjs"), bundle], { stdio: ["ignore", "ignore", "inherit"] });
  vitest.provide("bundle", bundle);
  vitest.provide("scratch", scratch);
  return () => rmSync(scratch, { recursive: true, force: true });
}

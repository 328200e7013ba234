// Bundles the generator, so that it starts in the time that Node itself needs. Usage: build.mjs [folder]
import { build } from "esbuild";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const final = process.argv[2] === undefined ? join(root, ".cache/gen") : resolve(process.argv[2]);
const draft = `${final}.${process.pid}`;

await build({
  absWorkingDir: root,
  entryPoints: ["generator/src/cli/main.ts"],
  outdir: draft,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  minify: true,
  sourcemap: "linked",
  logLevel: "warning",
  // The library for bills of materials tries these for XML, which is not written here, and does without.
  external: ["xmlbuilder2", "libxmljs2"],
  // Some dependencies are CommonJS and ask for Node's own modules through require.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
writeFileSync(join(draft, "package.json"), '{"type":"module"}\n');
// In one step, so that a run beside this one finds the old bundle or the new.
mkdirSync(dirname(final), { recursive: true });
rmSync(final, { recursive: true, force: true });
renameSync(draft, final);

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { checkTargets } from "./check-targets.ts";

const roots: string[] = [];
afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true, force: true })));
const wanted = ["charts/a/Chart.yaml", "charts/a/templates/x.yaml", "docs/errors.md", ".generated"];

const rows: readonly { readonly name: string; readonly make: (root: string) => void; readonly want: readonly string[] }[] = [
  { name: "an empty project", make: () => undefined, want: [] },
  { name: "folders of its own", make: (root) => mkdirSync(join(root, "charts/a/templates"), { recursive: true }), want: [] },
  { name: "a link for all charts", make: (root) => symlinkSync(tmpdir(), join(root, "charts")), want: ["target-link `charts`"] },
  { name: "a link for one chart", make: (root) => (mkdirSync(join(root, "charts")), symlinkSync(tmpdir(), join(root, "charts/a"))), want: ["target-link `charts/a`"] },
  { name: "a link for a file", make: (root) => (mkdirSync(join(root, "docs")), symlinkSync("/nowhere", join(root, "docs/errors.md"))), want: ["target-link `docs/errors.md`"] },
  { name: "a file for a folder", make: (root) => writeFileSync(join(root, "charts"), ""), want: ["target-kind `charts`"] },
  { name: "a folder for a file", make: (root) => mkdirSync(join(root, "docs/errors.md"), { recursive: true }), want: ["target-kind `docs/errors.md`"] },
  { name: "two of them", make: (root) => (symlinkSync("/nowhere", join(root, ".generated")), writeFileSync(join(root, "docs"), "")), want: ["target-kind `docs`", "target-link `.generated`"] },
];
it.each(rows)("$name", ({ make, want }) => {
  const root = mkdtempSync(join(tmpdir(), "targets-"));
  roots.push(root);
  make(root);
  expect(checkTargets(root, wanted).map((d) => `${d.code} ${/`[^`]*`/.exec(d.message)?.[0]}`)).toEqual(want);
});

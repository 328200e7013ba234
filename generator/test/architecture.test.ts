import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
  .map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1).replaceAll("\\", "/"))
  .sort()
  .map((path) => ({ path, stage: path.split("/")[0] ?? "", text: readFileSync(join(source, path), "utf8") }));

/** Work without effects: text and data in, text and data out. */
const stages = ["load", "resolve", "plan", "render", "verify", "reconcile", "package", "publish", "images", "bundle", "report", "acceptance"];
const folders = ["model", ...stages, "io", "cli"];

/** What `io` takes from a stage: how the outside world is to look is decided by a pure function, and only done in `io`. */
const exceptions: Readonly<Record<string, string>> = {
  "io/k8s-schemas.ts → verify/swagger.ts": "makes the schemas that kubeconform reads from Kubernetes' own description",
  "io/custom-schemas.ts → verify/custom-resources.ts": "makes the schemas of custom resources from their definitions",
  "io/k8s-schemas.ts → verify/removed-apis.ts": "reads the table of them from the same file",
  "io/bundle/collect.ts → images/manifest.ts": "finds out what an image consists of",
  "io/bundle/push.ts → bundle/push-plan.ts": "sends what the plan says",
  "io/bundle/read.ts → bundle/layout.ts": "knows from the index which blobs are manifests",
  "io/bundle/read.ts → images/manifest.ts": "keeps what a manifest refers to",
  "io/bundle/sources.ts → bundle/layout.ts": "reads folders that other tools wrote",
  "io/bundle/write.ts → bundle/stored-gzip.ts": "writes bytes that are the same everywhere",
  "io/bundle/push.ts → publish/registry-plan.ts": "plans what bringing a chart to a registry means",
  "io/registry/charts.ts → publish/oci-manifest.ts": "stores charts in the form that Helm gives them",
  "io/registry/charts.ts → publish/registry-plan.ts": "says what it found as plans want to know it",
  "io/registry/client.ts → images/manifest.ts": "speaks of manifests as registries do",
  "io/registry/login.ts → images/logins.ts": "reads login stores",
  "io/registry/resolve.ts → images/manifest.ts": "reads what a registry answers",
  "io/registry/session.ts → images/challenge.ts": "reads how a registry wants to be talked to",
  "io/directory-target.ts → publish/directory-plan.ts": "plans what publishing to a folder means",
  "io/directory-target.ts → publish/target.ts": "is one of the targets",
  "io/directory-target.ts → publish/index-document.ts": "reads what is published, to compare with",
  "io/directory-target.ts → publish/newest.ts": "chooses what to compare with",
  "io/chartmuseum-target.ts → publish/conflict.ts": "says what is in the way",
  "io/chartmuseum-target.ts → publish/index-document.ts": "reads what is published, to compare with",
  "io/chartmuseum-target.ts → publish/index-file.ts": "compares with the index of the server",
  "io/chartmuseum-target.ts → publish/newest.ts": "chooses what to compare with",
  "io/chartmuseum-target.ts → publish/target.ts": "is one of the targets",
  "io/oci-target.ts → publish/newest.ts": "chooses what to compare with",
  "io/oci-target.ts → publish/oci-manifest.ts": "reads the charts that are there",
  "io/oci-target.ts → publish/registry-plan.ts": "plans what publishing to a registry means",
  "io/oci-target.ts → publish/target.ts": "is one of the targets",
  "io/publish-targets.ts → publish/target.ts": "makes the targets",
};

interface Import {
  readonly from: string;
  /** A file of ours, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf({ path, text }: { readonly path: string; readonly text: string }): readonly Import[] {
  const found = [...text.matchAll(/(?:^|\s)(?:import|export)\b[^;"']*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm)].map((m) => ({ statement: m[0], to: m[1] ?? m[2] ?? m[3] ?? "" }));
  return found.map(({ statement, to }) => ({ from: path, typeOnly: /^\s*(import|export)\s+type\b/.test(statement), to: to.startsWith(".") ? posix.join(posix.dirname(path), to) : to }));
}
const imports = files.flatMap(importsOf);
const ours = imports.filter((i) => i.to.endsWith(".ts"));
const stageOf = (path: string): string => path.split("/")[0] ?? "";
const arrow = ({ from, to }: Import): string => `${from} → ${to}`;

/** Code without comments and texts, line by line. */
function code(text: string): readonly string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "))
    .split("\n")
    .map((line) => line.replace(/(^|\s)\/\/.*$/, "").replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""'));
}

function places(list: readonly { readonly path: string; readonly text: string }[], pattern: RegExp): readonly string[] {
  return list.flatMap(({ path, text }) => code(text).flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])));
}

const effects = /\b(process\.|Date\.now|new Date\(\)|performance\.|Math\.random|setTimeout|setInterval|fetch\(|crypto\.random|randomUUID|globalThis|console\.|__dirname|import\.meta)/;
const effectModules = ["fs", "fs/promises", "child_process", "net", "http", "https", "os", "process", "dns", "timers", "timers/promises", "worker_threads", "module", "url", "tls", "readline"].map((m) => `node:${m}`);
const effectPackages = ["execa", "chokidar", "esbuild", "commander"];
const forbidden = {
  "default exports": /^\s*export\s+default\b|\bas default\b/,
  enums: /^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s+\w/,
  classes: /(^|[=(,\s])class\s+\w*\s*(extends\s+\w+\s*)?\{/,
  any: /(:|<|,|\||&|\bas|\bextends|=>|readonly)\s*any\b(?!\s*:)|\bany\[\]/,
  barrels: /^\s*export\s+\*\s+from\b/,
  namespaces: /^\s*(export\s+)?(declare\s+)?namespace\s+\w/,
};

describe("arrows", () => {
  it("are there to be looked at", () => {
    expect(files.length).toBeGreaterThan(90);
    expect(ours.length).toBeGreaterThan(200);
    expect([...new Set(files.map((f) => f.stage))].sort()).toEqual([...folders].sort());
    // Every import of ours leads to a file.
    expect(ours.filter((i) => !files.some((f) => f.path === i.to)).map(arrow)).toEqual([]);
  });

  it("model imports nothing of ours, and no package", () => {
    const all = imports.filter((i) => stageOf(i.from) === "model");
    // A hash is a function of its bytes; the stages that need one have nothing else in common.
    expect(all.filter((i) => stageOf(i.to) !== "model").map(arrow)).toEqual(["model/digest.ts → node:crypto"]);
    expect(all.length).toBeGreaterThan(10);
  });

  it("stages import model and themselves, and no other stage", () => {
    expect(ours.filter((i) => stages.includes(stageOf(i.from)) && !["model", stageOf(i.from)].includes(stageOf(i.to))).map(arrow)).toEqual([]);
  });

  it("io imports model and itself, and the pure helpers that are listed here with a reason", () => {
    const found = ours.filter((i) => stageOf(i.from) === "io" && !["model", "io"].includes(stageOf(i.to))).map(arrow);
    expect([...new Set(found)].sort()).toEqual(Object.keys(exceptions).sort());
  });

  it("nobody imports cli, except what starts it", () => {
    expect(ours.filter((i) => stageOf(i.to) === "cli" && stageOf(i.from) !== "cli").map(arrow)).toEqual([]);
  });

  it("go round in no circle of files", () => {
    // Types are gone when the program runs.
    const next = new Map(files.map((f) => [f.path, ours.filter((i) => i.from === f.path && !i.typeOnly).map((i) => i.to)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      if (trail.includes(path) || done.has(path)) return;
      for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
    expect(circles).toEqual([]);
  });
});

describe("effects", () => {
  const pure = files.filter((f) => f.stage === "model" || stages.includes(f.stage));

  it("only io and cli import what has them", () => {
    const found = imports.filter((i) => pure.some((f) => f.path === i.from) && [...effectModules, ...effectPackages].includes(i.to)).map(arrow);
    // isIP looks at a text and at nothing else.
    expect(found).toEqual(["load/rules/client-host.ts → node:net"]);
    expect(files.find((f) => f.path === "load/rules/client-host.ts")?.text).toContain('import { isIP } from "node:net";');
  });

  it("only io and cli look at the clock, the environment or chance, or print", () => {
    expect(places(pure, effects)).toEqual([]);
  });

  it("cli starts no program and opens no connection by itself", () => {
    const found = imports.filter((i) => stageOf(i.from) === "cli" && ["node:child_process", "node:net", "node:http", "node:https", "execa"].includes(i.to)).map(arrow);
    expect(found).toEqual([]);
  });
});

describe("style", () => {
  it.each(Object.entries(forbidden))("no %s", (_, pattern) => {
    expect(places(files, pattern)).toEqual([]);
  });

  it("no file over 400 lines", () => {
    expect(files.filter((f) => f.text.split("\n").length > 400).map((f) => f.path)).toEqual([]);
  });

  it("every file ends in one newline and has no tabs", () => {
    expect(files.filter((f) => !/[^\n]\n$/.test(f.text) || f.text.includes("\t") || f.text.includes("\r")).map((f) => f.path)).toEqual([]);
  });
});

/** The patterns bite: without this, a wrong pattern would pass everything. */
describe("the patterns of this test", () => {
  const bad: readonly { readonly name: keyof typeof forbidden; readonly line: string }[] = [
    { name: "default exports", line: "export default function x() {" },
    { name: "default exports", line: "export { x as default };" },
    { name: "enums", line: "export const enum A { B }" },
    { name: "enums", line: "enum A {" },
    { name: "classes", line: "export class A extends B {" },
    { name: "classes", line: "const A = class {" },
    { name: "any", line: "function f(x: any): void {" },
    { name: "any", line: "const x = y as any;" },
    { name: "any", line: "const x: Map<string, any> = y;" },
    { name: "any", line: "type X = any[];" },
    { name: "barrels", line: 'export * from "./x.ts";' },
    { name: "namespaces", line: "export namespace A {" },
  ];
  it.each(bad)("find $line", ({ name, line }) => {
    expect(places([{ path: "x.ts", text: line }], forbidden[name])).toHaveLength(1);
  });

  const good = ["// any class { of: any }", 'const text = "as any, class A {, export default";', "const anything: Any = some(any1);", "/* enum A {\n export default */ const x = 1;", "const defaults = 1;"];
  it.each(good)("pass %j", (text) => {
    for (const pattern of Object.values(forbidden)) expect(places([{ path: "x.ts", text }], pattern)).toEqual([]);
  });

  it.each(["const now = Date.now();", "const t = new Date();", "process.env.X", "Math.random()", "await fetch(url)", "console.log(1)"])("find the effect of %s", (line) => {
    expect(places([{ path: "x.ts", text: line }], effects)).toHaveLength(1);
  });

  it("see every form of import", () => {
    const text = 'import { a } from "./a.ts";\nimport type { B } from "../b.ts";\nimport {\n  c,\n} from "c";\nexport { d } from "./d.ts";\nimport "./e.ts";\nconst f = await import("./f.ts");\nconst s = "from nowhere";\n';
    expect(importsOf({ path: "load/x.ts", text }).map((i) => i.to)).toEqual(["load/a.ts", "b.ts", "c", "load/d.ts", "load/e.ts", "load/f.ts"]);
    expect(importsOf({ path: "load/x.ts", text }).filter((i) => i.typeOnly).map((i) => i.to)).toEqual(["b.ts"]);
  });
});

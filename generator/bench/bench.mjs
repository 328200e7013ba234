// npm run bench: how the generator compares, in one run on one machine. Medians; ratios pair by pair, because machines are noisy.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "../..");
const main = join(root, ".cache/gen/main.js");
const environment = { ...process.env, PATH: `${join(root, ".tools/bin")}${delimiter}${process.env.PATH}` };

function seconds(program, args, cwd = root) {
  const start = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(program, args, { cwd, env: environment, stdio: ["ignore", "ignore", "pipe"] });
  if (error || status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const say = (name, text) => console.log(`${name.padEnd(58)} ${text}`);

function pair(name, goal, runs, a, b) {
  a();
  const pairs = Array.from({ length: runs }, () => [a(), b()]);
  const ratio = median(pairs.map(([x, y]) => Math.max(x, y) / Math.min(x, y)));
  say(name, `${median(pairs.map(([x]) => x)).toFixed(3)} s, ${median(pairs.map(([, y]) => y)).toFixed(3)} s: ratio ${ratio.toFixed(1)} (${goal})`);
}

seconds(join(root, "gen"), ["charts", "--no-tools"]);
const gen = (...args) => () => seconds(process.execPath, [main, ...args]);

pair("gen charts, nothing changed, against ct lint --all", "at least 30", 3, gen("charts", "--no-tools"), () => seconds("ct", ["lint", "--config", "ci/ct.yaml", "--all"]));
pair("gen charts --check, nothing changed, against node -e 0", "at most 4", 9, gen("charts", "--check"), () => seconds(process.execPath, ["-e", "0"]));

// From an edit of openim.yaml to the report, with everything written that follows from it. Another number of pods each time.
async function watched() {
  const file = join(scratch, "openim.yaml");
  const text = (replicas) => `publicURL: https://im.acme.io\nmodules: { openim-api: { replicas: ${replicas} } }\n`;
  writeFileSync(file, text(1));
  const child = spawn(process.execPath, [join(scratch, ".cache/gen/main.js"), "charts", "--watch"], { cwd: scratch, env: environment, stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (piece) => (said += piece));
  const heard = async (word) => {
    while (!word.test(said)) await new Promise((resolve) => setTimeout(resolve, 2));
    said = "";
  };
  await heard(/Watching/);
  const times = [];
  for (let i = 2; i < 11; i++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    writeFileSync(file, text(i));
    await heard(/charts, \d+ files.* written/);
    times.push((performance.now() - start) / 1000);
  }
  child.kill();
  say("gen charts --watch, from an edit to the report", `${median(times).toFixed(2)} s, at most ${Math.max(...times).toFixed(2)} s (below 1 s)`);
}

// Modules of a site's own, as many as wanted, beside the project's. So many want larger stores than any profile has.
const settings = `publicURL: https://im.acme.io
extraModules: [site]
infra:
  mongodb: { mode: external, addresses: ['db.acme.io:27017'], existingSecret: acme }
  redis: { mode: external, addresses: ['cache.acme.io:6379'], existingSecret: acme }
`;
const scratch = mkdtempSync(join(tmpdir(), "gen-bench-"));
try {
  for (const path of ["generator/catalog", "generator/templates", "package.json", ".cache/gen"]) cpSync(join(root, path), join(scratch, path), { recursive: true });
  const release = join(root, "generator/catalog/openim/v3.8.3-patch.15");
  const [module, config] = ["modules/openim-rpc-friend.yaml", "config/server/openim-rpc-friend.yml"].map((file) => readFileSync(join(release, file), "utf8"));
  await watched();
  let perModule = 0;
  for (const count of [20, 100, 500]) {
    rmSync(join(scratch, "site"), { recursive: true, force: true });
    mkdirSync(join(scratch, "site/config/server"), { recursive: true });
    for (let i = 0; i < count; i++) {
      writeFileSync(join(scratch, `site/dummy-${i}.yaml`), module.replace(/^name: .*$/m, `name: dummy-${i}`).replace("files: [openim-rpc-friend", `files: [dummy-${i}`));
      writeFileSync(join(scratch, `site/config/server/dummy-${i}.yml`), config);
    }
    writeFileSync(join(scratch, "openim.yaml"), settings);
    const run = () => seconds(process.execPath, [join(scratch, ".cache/gen/main.js"), "charts", "--no-tools"], scratch);
    const whole = median([run(), run(), run()]);
    const each = (whole / count) * 1000;
    say(`gen charts with ${count} dummy modules`, `${whole.toFixed(2)} s, ${each.toFixed(1)} ms a module${perModule ? `: ${(each / perModule).toFixed(2)} of the step before (must not grow)` : ""}`);
    perModule = each;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

// What Helm stores for a release: the umbrella without its subcharts, values and manifest as JSON, gzip, base64. The limit is that of a Secret.
seconds("helm", ["dependency", "build", "charts/openim"]);
const rendered = spawnSync("helm", ["template", "openim", "charts/openim", "--set", "global.openim.publicURL=https://im.example.com"], { cwd: root, env: environment, maxBuffer: 1 << 28, encoding: "utf8" });
if (rendered.status !== 0) throw new Error(rendered.stderr);
const files = (folder, below = "") =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? files(folder, join(below, e.name)) : [join(below, e.name)]));
const chart = files(join(root, "charts/openim")).filter((f) => !f.startsWith("charts/")).map((name) => ({ name, data: readFileSync(join(root, "charts/openim", name)).toString("base64") }));
const stored = gzipSync(JSON.stringify({ chart, manifest: rendered.stdout }), { level: 9 }).toString("base64").length;
say("umbrella as Helm stores it", `${(stored / 1024).toFixed(0)} KiB, ${((stored / (1 << 20)) * 100).toFixed(0)} % of 1 MiB (below 50 %)`);
// What chart-testing and Helm left beside the chart.
rmSync(join(root, "charts/openim/charts"), { recursive: true, force: true });

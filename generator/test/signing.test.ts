import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeArchives } from "../src/io/archive-folder.ts";
import { atOnce } from "../src/io/at-once.ts";
import { signer } from "../src/io/gpg.ts";
import { packageAll } from "../src/package/package-all.ts";
import { provenanceMessage } from "../src/package/provenance.ts";
import { throwAwayKey } from "./helpers/key.ts";
import { realResult } from "./helpers/real.ts";
import { smallCharts } from "./helpers/small-charts.ts";
import { toolPath } from "./helpers/tool.ts";

const helms = [await toolPath("helm"), await toolPath("helm4")].filter((helm) => helm !== undefined);
const key = await throwAwayKey();
const charts = smallCharts({ ...key?.env });
const out = charts.fresh("out");
afterAll(async () => {
  await key?.remove();
  charts.remove();
});
const gen = async (args: readonly string[], env: Record<string, string> = {}) => charts.gen(["package", "--out", out, ...args], env);
const verify = async (helm: string, archive: string) => execa(helm, ["verify", archive, "--keyring", key?.keyring ?? ""], { reject: false, all: true });

describe.skipIf(key === undefined)("gen package --sign", () => {
  beforeAll(async () => {
    const { exitCode, stdout, stderr } = await gen(["--sign", key?.fingerprint ?? ""]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^signed by Throw Away <key@example\\.com>, ${key?.fingerprint}$`, "m"));
  });

  it("makes what helm verify accepts, and only for these bytes", async () => {
    const folder = charts.fresh("changed");
    mkdirSync(folder);
    copyFileSync(join(out, "redis-1.2.3.tgz.prov"), join(folder, "redis-1.2.3.tgz.prov"));
    copyFileSync(join(out, "openim-api-1.2.3.tgz"), join(folder, "redis-1.2.3.tgz"));
    for (const helm of helms) {
      for (const name of ["openim", "openim-api", "redis"]) expect(await verify(helm, join(out, `${name}-1.2.3.tgz`))).toMatchObject({ exitCode: 0, all: expect.stringContaining("Throw Away") });
      expect((await verify(helm, join(folder, "redis-1.2.3.tgz"))).exitCode).toBe(1);
    }
  });

  it.skipIf(helms.length === 0)("makes the same of every chart of the project", async () => {
    const own = await signer(key?.fingerprint ?? "", { ...process.env, ...key?.env });
    if ("reason" in own) throw new Error(own.reason);
    const folder = charts.fresh("real");
    const archives = packageAll(realResult().tree ?? new Map());
    expect(archives.length).toBeGreaterThan(20);
    await writeArchives(folder, await atOnce(archives, async (archive) => ({ ...archive, provenance: await own.sign(provenanceMessage(archive)) })));
    const verified = await atOnce(archives, async ({ fileName }) => `${fileName} ${(await verify(helms[0] ?? "", join(folder, fileName))).exitCode}`);
    expect(verified).toEqual(archives.map(({ fileName }) => `${fileName} 0`));
  });

  it("writes checksums that sha256sum accepts", async () => {
    expect(await execa("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: out })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(out, "SHA256SUMS"), "utf8").trimEnd().split("\n")).toHaveLength(readdirSync(out).filter((name) => name.endsWith(".tgz")).length);
  });

  it("keeps the signature of what has not changed, and removes that of what has", async () => {
    expect((await gen([])).stdout).toMatch(/^unsigned: helm verify has nothing to check \(--sign KEY\)$/m);
    expect(existsSync(join(out, "redis-1.2.3.tgz.prov"))).toBe(true);
    writeFileSync(join(out, "redis-1.2.3.tgz"), "changed");
    await gen([]);
    expect(existsSync(join(out, "redis-1.2.3.tgz.prov"))).toBe(false);
  });

  it.each([
    { name: "a key that is not there", args: ["--sign", "nobody@example.com"], env: {}, code: 2, want: "gpg has no secret key for nobody@example.com" },
    { name: "a wrong passphrase", args: ["--sign", "key@example.com"], env: { OPENIM_SIGN_PASSPHRASE: "wrong-word-1234" }, code: 5, want: "gpg cannot sign with" },
    { name: "a passphrase file that is not there", args: ["--sign", "key@example.com"], env: { OPENIM_SIGN_PASSPHRASE_FILE: "/nowhere/phrase" }, code: 2, want: "cannot be read: /nowhere/phrase" },
    { name: "no gpg", args: ["--sign", "key@example.com"], env: { PATH: "/nowhere" }, code: 5, want: "gpg is not on PATH" },
  ])("refuses $name, and says no passphrase", async ({ args, env, code, want }) => {
    // An agent that remembers the right one would not ask.
    await execa("gpgconf", ["--kill", "gpg-agent"], { env: { GNUPGHOME: key?.env.GNUPGHOME }, reject: false });
    const { exitCode, stderr } = await gen(args, env);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(want)]);
    expect(stderr).not.toContain("wrong-word");
  });
});

describe("gen package --verify", () => {
  const again = async (file: string, env: Record<string, string> = {}) => charts.gen(["package", "--verify", join(out, file)], env);
  beforeAll(async () => {
    await gen([]);
  });

  it("rebuilds an archive and finds the same bytes, wherever and whenever", async () => {
    const env = { FIXTURE: charts.copy(), REVERSED: "1", TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8", SOURCE_DATE_EPOCH: "1" };
    expect(await charts.start(["package", "--verify", join(out, "openim-1.2.3.tgz")], env)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/openim-1\.2\.3\.tgz: the same bytes, sha256:[0-9a-f]{64}$/) });
  });

  it("names the first file that differs, with 3, and writes nothing", async () => {
    const changed = charts.copy();
    writeFileSync(join(changed, "charts/redis/values.yaml"), "greeting: changed\n");
    const before = readFileSync(join(out, "redis-1.2.3.tgz"));
    expect(await again("redis-1.2.3.tgz", { FIXTURE: changed })).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/redis-1\.2\.3\.tgz: values\.yaml differs from line 1 on$/) });
    expect(await again("openim-1.2.3.tgz", { FIXTURE: changed })).toMatchObject({ exitCode: 3, stderr: expect.stringMatching(/charts\/redis\/values\.yaml differs from line 1 on$/) });
    expect(await again("openim-api-1.2.3.tgz", { FIXTURE: changed })).toMatchObject({ exitCode: 0 });
    expect(await again("redis-1.2.3.tgz", { CHARTS_VERSION: "1.3.0" })).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("it is version 1.2.3, and these sources make 1.3.0") });
    expect(readFileSync(join(out, "redis-1.2.3.tgz")).equals(before)).toBe(true);
  });

  it("says what is no archive of ours", async () => {
    writeFileSync(join(out, "x.tgz"), "nothing");
    expect(await again("x.tgz")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no chart archive") });
    expect(await again("nowhere.tgz")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("does not exist") });
  });
});

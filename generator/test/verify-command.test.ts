import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execa } from "execa";
import { steps } from "../src/acceptance/steps.ts";
import type { AcceptanceReport, StreamReport } from "../src/model/acceptance.ts";
import { fakeKubectl } from "./helpers/fake-kubectl.ts";
import { fakeCredentials, fakeOpenIM, type Fake, type FakeOptions } from "./helpers/fake-openim.ts";
import type { Run } from "./helpers/in-turn.ts";
import { makeProject } from "./helpers/project.ts";

const project = makeProject();
const scenes: Scene[] = [];
afterAll(async () => {
  for (const { fake, folder } of scenes) {
    await fake.close();
    rmSync(folder, { recursive: true, force: true });
  }
  project.remove();
});

/** An installation of its own, and a folder whose kubectl knows it. */
interface Scene {
  readonly fake: Fake;
  readonly folder: string;
  readonly gen: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>;
  /** In a process of its own, beside others: most of the time it waits. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>, input?: string) => Promise<Run>;
}

async function scene(options: FakeOptions = {}): Promise<Scene> {
  const fake = await fakeOpenIM(options);
  const folder = mkdtempSync(join(tmpdir(), "verify-"));
  fakeKubectl(folder, fake);
  const path = { PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, NO_COLOR: "1" };
  const made: Scene = {
    fake,
    folder,
    gen: (args, env = {}) => project.gen(["verify", ...args], { env: { ...path, ...env }, cwd: folder }),
    start: async (args, env = {}, input = "") => {
      const { exitCode, stdout, stderr } = await execa(process.execPath, [project.program, "verify", ...args], { env: { ...path, ...env }, cwd: folder, reject: false, input });
      return { exitCode, stdout, stderr };
    },
  };
  scenes.push(made);
  return made;
}

const secrets = { OPENIM_SECRET: fakeCredentials.imSecret, OPENIM_SUPER_CODE: fakeCredentials.superCode, OPENIM_ADMIN_ACCOUNT: fakeCredentials.adminAccount };

describe.concurrent("gen verify of an installation", () => {
  it("reads everything from the cluster, passes, and writes the reports", async () => {
    const { fake, folder, start } = await scene();
    const { exitCode, stdout, stderr } = await start([fake.url, "--from-namespace", "im", "--junit", "r.xml", "--html", "r.html"]);
    expect([stderr, exitCode]).toEqual(["", 0]);
    expect(stdout).toMatch(new RegExp(`PASS {2}${fake.url}: ${steps.length} passed in \\d+\\.\\d s$`));
    expect(stdout).toContain("Ann on gateway-0, Bob on gateway-1");
    expect(stdout).toMatch(/Left on the server:\n {2}user \d+ \(verify-Ann-/);
    const junit = readFileSync(join(folder, "r.xml"), "utf8");
    expect(junit).toContain(`tests="${steps.length}" failures="0" skipped="0"`);
    const html = readFileSync(join(folder, "r.html"), "utf8");
    for (const part of ["Kubernetes v1.37.1", "<code>openim-api-0.1.0</code>", `sha256:${"ab".repeat(32)}`, '<span class="passed">']) expect(html).toContain(part);
    // Nothing secret is said anywhere.
    for (const secret of Object.values(secrets)) for (const text of [stdout, junit, html]) expect(text).not.toContain(secret);
  });

  it("fails with 4 and says in JSON where", async () => {
    const { fake, start } = await scene();
    const { exitCode, stdout } = await start([fake.url, "--from-namespace", "im", "--json", "--skip", "upload"], { OPENIM_SUPER_CODE: "wrong" });
    const report = JSON.parse(stdout) as AcceptanceReport;
    expect([exitCode, report.passed]).toEqual([4, false]);
    expect(report.steps.filter((s) => s.status === "failed").map((s) => [s.id, s.failure?.hop])).toEqual([["register", "openim"]]);
    expect(report.installation?.images).toEqual([{ image: "openim/openim-server:v3.8.3-patch.15", digest: `sha256:${"ab".repeat(32)}`, pods: 5 }]);
  });

  it("takes credentials from standard input", async () => {
    const { fake, start } = await scene();
    const child = await start([fake.url, "--credentials", "-", "--skip", "admin-token,admin-login,gateways"], {}, `super-code: ${fakeCredentials.superCode}\n`);
    expect([child.stderr, child.exitCode]).toEqual(["", 0]);
    expect(child.stdout).toContain("13 passed, 4 left out");
  });
});

describe.concurrent("gen verify --stream", () => {
  it("counts, and survives that every connection is cut", async () => {
    const { fake, start } = await scene();
    const running = start([fake.url, "--stream", "--for", "4s", "--rate", "20", "--json"], secrets);
    const cut = setInterval(() => fake.cut(), 1900);
    const { exitCode, stdout } = await running;
    clearInterval(cut);
    const report = JSON.parse(stdout) as StreamReport;
    expect([exitCode, report.verdict]).toEqual([0, `${report.sent} messages accepted, none lost`]);
    // A busy machine sends fewer; what was sent must be right.
    expect(report.sent).toBeGreaterThan(10);
    expect(report).toMatchObject({ accepted: report.sent, lost: [], doubled: [], missingSequence: [], doubledSequence: [] });
    expect(report.reconnects.receiver).toBeGreaterThan(0);
    expect(report.left.length).toBe(2);
  });

  it("ends at once when interrupted, with the figures so far", async () => {
    const { fake, folder } = await scene();
    const child = project.start(["verify", fake.url, "--stream", "--for", "10m"], { env: secrets, cwd: folder });
    child.stderr.on("data", (line: Buffer) => {
      if (line.toString().includes("sending")) setTimeout(() => child.kill("SIGINT"), 1000);
    });
    const { exitCode, stdout } = await child;
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/PASS {2}http:\S+ \d+ messages accepted, none lost in \d+\.\d s$/)]);
  });

  it("fails for what the server has lost", async () => {
    const { fake, start } = await scene({ faults: ["drops-every-fifth"] });
    const { exitCode, stdout } = await start([fake.url, "--stream", "--for", "2s", "--rate", "10", "--patience", "1s"], secrets);
    expect([exitCode, stdout]).toEqual([4, expect.stringMatching(/FAIL .* accepted messages? (is|are) lost/)]);
  });
});

describe("gen verify", () => {
  let fake: Fake;
  let gen: Scene["gen"];
  beforeAll(async () => ({ fake, gen } = await scene()));

  it("begins nothing when something is missing, and says how to give it", async () => {
    const before = fake.calls.length;
    const { exitCode, stderr } = await gen([fake.url]);
    expect([exitCode, fake.calls.length]).toEqual([2, before]);
    expect(stderr).toContain("register     needs OPENIM_SUPER_CODE");
    expect(stderr).toContain("--skip admin-token,admin-login,register,gateways,database");
  });

  const usage = [
    { given: ["im.example.com"], want: "It must be an address" },
    { given: ["https://im.example.com/im"], want: "scheme and host alone" },
    { given: ["https://u:p@im.example.com"], want: "scheme and host alone" },
    { given: ["https://im.example.com", "--skip", "everything"], want: "no such step: everything" },
    { given: ["https://im.example.com", "--connect", "10.0.0.1"], want: "host:port" },
    { given: ["https://im.example.com", "--stream", "--for", "soon"], want: "a time such as" },
    { given: ["https://im.example.com", "--stream", "--rate", "0"], want: "a number above 0" },
    { given: ["https://im.example.com", "--ca", "nowhere.pem"], want: "nowhere.pem cannot be read" },
    { given: ["https://im.example.com", "--credentials", "nowhere.yaml"], want: "nowhere.yaml cannot be read" },
    { given: [], want: "missing required argument" },
  ];
  it.each(usage)("refuses $given", async ({ given, want }) => {
    const { exitCode, stderr } = await gen(given);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(want)]);
  });

  it("says with 5 that the cluster has no installation", async () => {
    const { exitCode, stderr } = await gen([fake.url, "--from-namespace", "other"]);
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining("no installation in the namespace other")]);
  });
});

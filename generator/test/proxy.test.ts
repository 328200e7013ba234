import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openRegistry } from "../src/io/registry/client.ts";
import { digestOf } from "../src/model/digest.ts";
import { noise } from "./helpers/images.ts";
import { startProxy, type TestProxy } from "./helpers/proxy.ts";
import { startRegistry, type RunningRegistry } from "./helpers/registry.ts";
import { smallCharts } from "./helpers/small-charts.ts";
import { toolPath } from "./helpers/tool.ts";

const program = await toolPath("registry");
const scratch = mkdtempSync(join(tmpdir(), "proxy-"));
const charts = smallCharts({ HOME: scratch, XDG_CONFIG_HOME: scratch });
afterAll(() => {
  charts.remove();
  rmSync(scratch, { recursive: true, force: true });
});

/** A registry that nobody reaches by its name, except through a proxy. */
describe.skipIf(program === undefined)("a registry behind a proxy", () => {
  const [certificate, key] = [join(scratch, "registry.crt"), join(scratch, "registry.key")];
  let registry: RunningRegistry;
  let proxy: TestProxy;
  let name = "";
  const without = { HTTPS_PROXY: "", https_proxy: "", HTTP_PROXY: "", http_proxy: "", NO_PROXY: "", no_proxy: "" };
  const publish = (env: Readonly<Record<string, string>>, to = `oci://${name}/charts`) => charts.start(["publish", "--to", to], { ...without, NODE_EXTRA_CA_CERTS: certificate, ...env });

  beforeAll(async () => {
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=registry.test", "-addext", "subjectAltName=DNS:registry.test", "-keyout", key, "-out", certificate], { stdio: "ignore" });
    registry = await startRegistry(program ?? "", "none", { certificate, key });
    const port = Number(registry.host.split(":")[1]);
    proxy = await startProxy(port, "sesame");
    name = `registry.test:${port}`;
  });
  afterAll(async () => {
    await proxy.stop();
    await registry.stop();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    proxy.asked.length = 0;
  });

  it("is published to through it, with the authority that the environment names", async () => {
    for (const [HTTPS_PROXY, said] of [[`http://open:sesame@${proxy.host}`, "3 published, 0 there already"], [`open:sesame@${proxy.host}`, "0 published, 3 there already"]] as const) {
      expect(await publish({ HTTPS_PROXY })).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining(said) });
    }
    expect(new Set(proxy.asked)).toEqual(new Set([name]));
  });

  it("is not trusted without that authority", async () => {
    const { exitCode, stderr } = await publish({ HTTPS_PROXY: `http://open:sesame@${proxy.host}`, NODE_EXTRA_CA_CERTS: "" });
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`${name} cannot be reached (HTTPS_PROXY is set): DEPTH_ZERO_SELF_SIGNED_CERT`)]);
    // For each chart at most once: the next attempt would meet the same.
    expect(new Set(proxy.asked)).toEqual(new Set([name]));
    expect(proxy.asked.length).toBeLessThanOrEqual(3);
  });

  it.each([
    { why: "asks for another password", address: () => `http://open:battery@${proxy.host}`, want: "(HTTPS_PROXY is set): the proxy answers 407" },
    { why: "is none", address: () => "ftp://open:battery@proxy.test", want: "HTTPS_PROXY is no address of a proxy, such as http://proxy.example.com:3128" },
  ])("is out of reach when the proxy $why, and nobody repeats the password", async ({ address, want }) => {
    const { exitCode, stdout, stderr } = await publish({ HTTPS_PROXY: address() });
    expect([exitCode, stdout, stderr]).toEqual([1, "", expect.stringContaining(want)]);
    expect(stderr).not.toContain("battery");
  });

  it.each(["registry.test", "test", ".test", "other.example.com, registry.test"])("is asked itself with NO_PROXY=%s", async (NO_PROXY) => {
    const { exitCode, stderr } = await publish({ HTTPS_PROXY: `http://open:sesame@${proxy.host}`, NO_PROXY });
    expect([exitCode, stderr, proxy.asked]).toEqual([1, expect.stringContaining(`${name} cannot be reached`), []]);
  });

  it("takes a stream through it, and gives it back", async () => {
    for (const [key, value] of Object.entries({ ...without, https_proxy: `http://open:sesame@${proxy.host}`, NODE_TLS_REJECT_UNAUTHORIZED: "0" })) vi.stubEnv(key, value);
    const bytes = noise("stream", 3_000_000);
    const there = openRegistry(name, { env: { HOME: scratch } });
    await there.pushBlob("acme/chat", digestOf(bytes), bytes.length, new Blob([new Uint8Array(bytes)]).stream());
    expect(digestOf(await there.wholeBlob("acme/chat", digestOf(bytes)))).toBe(digestOf(bytes));
    expect(proxy.asked.length).toBeGreaterThan(0);
  });
});

it.skipIf(program === undefined)("this machine is spoken to without a proxy", async () => {
  const registry = await startRegistry(program ?? "");
  const proxy = await startProxy(1);
  const address = `http://${proxy.host}`;
  const run = await charts.start(["publish", "--to", `oci://${registry.host}/charts`], { HTTPS_PROXY: address, HTTP_PROXY: address, https_proxy: address, http_proxy: address, NO_PROXY: "", no_proxy: "" });
  await proxy.stop();
  await registry.stop();
  expect(run).toMatchObject({ exitCode: 0, stderr: "" });
  expect(proxy.asked).toEqual([]);
});

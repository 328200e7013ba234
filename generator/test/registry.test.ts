import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { digestOf } from "../src/model/digest.ts";
import { openRegistry } from "../src/io/registry/client.ts";
import { resolveImage } from "../src/io/registry/resolve.ts";
import { filled, noise, pushImage } from "./helpers/images.ts";
import { makeProject } from "./helpers/project.ts";
import { login, startRegistry, type Auth, type RunningRegistry } from "./helpers/registry.ts";
import { toolPath } from "./helpers/tool.ts";

// Whole runs of the program, each of which waits for others where processors are shared.
const program = await toolPath("registry");
const environment = { GEN_REGISTRY_USERNAME: login.username, GEN_REGISTRY_PASSWORD: login.password };
const scratch = mkdtempSync(join(tmpdir(), "registry-test-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(program === undefined)("a real registry", () => {
  describe.each(["none", "basic", "token"] satisfies readonly Auth[])("with login: %s", (auth) => {
    let server: RunningRegistry;
    let digest = "";
    beforeAll(async () => {
      server = await startRegistry(program ?? "", auth);
      digest = await pushImage(filled(server.host), "acme/chat", "v1");
    });
    afterAll(() => server.stop());

    it("says the digests of an image and of its platforms", async () => {
      const found = await resolveImage(filled(server.host), "acme/chat", "v1");
      expect(found?.digest).toBe(digest);
      expect(Object.keys(found?.platforms ?? {})).toEqual(["linux/amd64", "linux/arm64"]);
      expect(await filled(server.host).digest("acme/chat", "v1")).toBe(digest);
    });

    it("has nothing under another tag", async () => {
      expect(await resolveImage(filled(server.host), "acme/chat", "v2")).toBeUndefined();
      expect(await filled(server.host).hasBlob("acme/chat", digestOf(noise("x", 1)))).toBe(false);
    });

    it("takes a stream, and gives it back", async () => {
      const bytes = noise("stream", 300_000);
      const registry = filled(server.host);
      await registry.pushBlob("acme/other", digestOf(bytes), bytes.length, new Blob([new Uint8Array(bytes)]).stream());
      expect(await registry.hasBlob("acme/other", digestOf(bytes))).toBe(true);
      const back = new Uint8Array(await new Response(await registry.blob("acme/other", digestOf(bytes))).arrayBuffer());
      expect(digestOf(back)).toBe(digestOf(bytes));
    });

    it("refuses a blob that is not what its digest says", async () => {
      const registry = filled(server.host);
      await expect(registry.pushBlob("acme/other", digest, 3, noise("y", 3))).rejects.toThrow(/400 DIGEST_INVALID/);
    });

    it("makes a blob of one repository one of another's", async () => {
      const registry = filled(server.host);
      const bytes = noise("mounted", 1000);
      await registry.pushBlob("acme/one", digestOf(bytes), bytes.length, bytes);
      expect(await registry.mount("acme/two", digestOf(bytes), "acme/one")).toBe(true);
      expect(await registry.hasBlob("acme/two", digestOf(bytes))).toBe(true);
    });

    it.runIf(auth !== "none")("finds the login in what docker and helm keep", async () => {
      const entry = { auths: { [server.host]: { auth: Buffer.from(`${login.username}:${login.password}`).toString("base64") } } };
      writeFileSync(join(scratch, "config.json"), JSON.stringify(entry));
      for (const env of [{ DOCKER_CONFIG: scratch }, { HELM_REGISTRY_CONFIG: join(scratch, "config.json"), HOME: "/nowhere" }, { REGISTRY_AUTH_FILE: join(scratch, "config.json"), HOME: "/nowhere" }]) {
        expect(await openRegistry(server.host, { env }).digest("acme/chat", "v1")).toBe(digest);
      }
    });

    it.runIf(auth !== "none")("is not told the login of the environment when no command names it", async () => {
      await expect(openRegistry(server.host, { env: { ...environment, HOME: "/nowhere" } }).digest("acme/chat", "v1")).rejects.toThrow(`${server.host} asks for a login`);
    });

    it.runIf(auth !== "none")("refuses a wrong login, and nobody repeats it", async () => {
      const wrong = { GEN_REGISTRY_USERNAME: login.username, GEN_REGISTRY_PASSWORD: "battery-staple" };
      const error = await openRegistry(server.host, { variables: "GEN_REGISTRY", env: wrong }).manifest("acme/chat", "v1").catch((e: Error) => e);
      expect(String(error)).toMatch(/answered 401.* \(with the credentials that were found\)$/);
      expect(String(error)).not.toContain("battery-staple");
    });
  });

  it("is said to be away when nobody answers", async () => {
    await expect(openRegistry("127.0.0.1:65533", { env: {} }).digest("a/b", "v1")).rejects.toThrow("127.0.0.1:65533 cannot be reached");
  });
});

describe.skipIf(program === undefined)("gen images resolve", () => {
  let server: RunningRegistry;
  const project = makeProject();
  beforeAll(async () => {
    server = await startRegistry(program ?? "", "basic");
    const registry = filled(server.host);
    for (const [repository, tag] of [["mirror/apache/kafka", "4.3.1"], ["mirror/library/mongo", "8.0.32-noble"]] as const) await pushImage(registry, repository, tag);
  });
  afterAll(async () => {
    await server.stop();
    project.remove();
  });
  const resolve = (...args: readonly string[]) => project.gen(["images", "resolve", "--registry", `${server.host}/mirror`, ...args], { env: environment });
  const original = project.read("images.lock");

  it("writes the digests of index and platforms, and charts then use them", async () => {
    const { exitCode, stdout, stderr } = await resolve("kafka:4", "library/mongo");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("2 of 22 images have a digest.");
    const registry = filled(server.host);
    const digest = await registry.digest("mirror/apache/kafka", "4.3.1");
    expect(project.read("images.lock")).toContain(`  - image: docker.io/apache/kafka:4.3.1\n    usedBy: [kafka, openim-msgtransfer, openim-push]\n    digest: ${digest}\n    platforms:\n      linux/amd64: sha256:`);
    expect((await project.gen(["charts", "--no-tools"])).exitCode).toBe(0);
    expect(project.read("charts/kafka/values.yaml")).toMatch(new RegExp(`tag: 4\\.3\\.1\\n(.*\\n)?\\s*digest: ${digest}`));
    expect((await project.gen(["images", "lock", "--check"])).exitCode).toBe(0);
    expect((await resolve("kafka:4")).stdout).toContain("unchanged");
  });

  it("leaves digests out of the charts when the site says so", async () => {
    const { exitCode, stdout } = await project.gen(["charts", "--no-tools", "--diff", "--set", "images.digests=false"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^-\s+digest: sha256:/m);
    expect(stdout).toMatch(/^\+\s+digest: ""/m);
  });

  it("keeps the digest of a tag that was moved, says so, and takes it over on demand", async () => {
    const before = project.read("images.lock");
    await pushImage(filled(server.host), "mirror/library/mongo", "8.0.32-noble", 30_000);
    const refused = await resolve("library/mongo");
    expect([refused.exitCode, project.read("images.lock")]).toEqual([6, before]);
    expect(refused.stdout).toContain("moved");
    expect((await resolve("library/mongo", "--accept-moved")).exitCode).toBe(0);
    expect(project.read("images.lock")).not.toBe(before);
  });

  it("says of each image why it has no digest", async () => {
    project.write("images.lock", original);
    const { exitCode, stdout } = await resolve();
    expect(exitCode).toBe(5);
    expect(stdout).toContain("2 of 22 images have a digest.");
    expect(project.read("images.lock")).toContain(`unresolved: ${server.host}/mirror has no coreos/etcd:v3.6.15`);
  });

  it("says that a registry is away once for all its images, and takes as long as for one", async () => {
    project.write("images.lock", original);
    const { exitCode } = await project.gen(["images", "resolve", "--registry", "127.0.0.1:65533"]);
    expect(exitCode).toBe(5);
    expect(project.read("images.lock").match(/unresolved: "127\.0\.0\.1:65533 cannot be reached: nothing listens there"/g)).toHaveLength(22);
  });

  it("knows no image of another name", async () => {
    const { exitCode, stderr } = await resolve("nonsense");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("no image is called nonsense")]);
  });
});

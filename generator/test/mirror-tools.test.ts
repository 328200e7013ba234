import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { parseManifest } from "../src/images/manifest.ts";
import { openRegistry } from "../src/io/registry/client.ts";
import { parseImage, type ImageName } from "../src/model/image.ts";
import { pushImage } from "./helpers/images.ts";
import { makeProject } from "./helpers/project.ts";
import { startProxy, type TestProxy } from "./helpers/proxy.ts";
import { startRegistry, type RunningRegistry } from "./helpers/registry.ts";
import { foreignProgram, toolPath } from "./helpers/tool.ts";

const program = await toolPath("registry");
/** The programs that copy images. */
const tools = await Promise.all(["crane", "skopeo"].map(async (name) => ({ name, path: await foreignProgram(name, "the list that gen images prints for it") })));

const mirror = "registry.example.com";

/** Scripts of `gen images`, run as they are printed: every public name is answered by one registry, that of the mirror by another. */
describe.skipIf(program === undefined)("the lists of gen images", () => {
  const project = makeProject();
  const scratch = mkdtempSync(join(tmpdir(), "mirror-"));
  const images: readonly ImageName[] = (parse(project.read("images.lock")) as { readonly images: readonly { readonly image: string }[] }).images.flatMap(({ image }) => parseImage(image) ?? []);
  const digests = new Map<string, string>();
  let registries: readonly RunningRegistry[] = [];
  let proxy: TestProxy;
  let env: Readonly<Record<string, string>> = {};

  /** Runs a list in a folder of its own, where `tool` is what its name says. */
  const runList = async (list: string, tool: string, path: string): Promise<string> => {
    const folder = mkdtempSync(join(scratch, "run-"));
    symlinkSync(path, join(folder, tool));
    writeFileSync(join(folder, "list.sh"), list);
    const { exitCode, stderr } = await execa("sh", ["list.sh"], { cwd: folder, env: { ...env, PATH: `${folder}:${process.env["PATH"] ?? ""}` }, reject: false });
    expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
    return folder;
  };
  const list = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout } = await project.gen(["images", ...args]);
    expect(exitCode).toBe(0);
    return stdout;
  };
  /** Images that are in the mirror with every platform and layer, and the digests of their tags. */
  const mirrored = async (path: string): Promise<ReadonlyMap<string, string>> => {
    const there = openRegistry(`${mirror}/${path}`);
    const found = new Map<string, string>();
    for (const { repository, tag } of images) {
      const top = await there.manifest(repository, tag);
      const index = top === undefined ? undefined : parseManifest(top.bytes, top.mediaType);
      if (top === undefined || index?.kind !== "index") continue;
      for (const { digest } of index.manifests) {
        const inner = await there.manifest(repository, digest);
        const image = inner === undefined ? undefined : parseManifest(inner.bytes, inner.mediaType);
        if (image?.kind !== "image") throw new Error(`${repository}: ${digest} is missing`);
        for (const blob of [image.config, ...image.layers]) if (!(await there.hasBlob(repository, blob.digest))) throw new Error(`${repository}: ${blob.digest} is missing`);
      }
      found.set(repository, top.digest);
    }
    return found;
  };

  beforeAll(async () => {
    const [certificate, key] = [join(scratch, "registry.crt"), join(scratch, "registry.key")];
    const names = ["index.docker.io", "registry-1.docker.io", "docker.io", mirror, ...images.map((i) => i.registry)];
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=registries", "-addext", `subjectAltName=${[...new Set(names)].map((n) => `DNS:${n}`).join()}`, "-keyout", key, "-out", certificate], { stdio: "ignore" });
    registries = await Promise.all([startRegistry(program ?? "", "none", { certificate, key }), startRegistry(program ?? "", "none", { certificate, key })]);
    const [source = 0, target = 0] = registries.map(({ host }) => Number(host.split(":")[1]));
    proxy = await startProxy((name) => (name === `${mirror}:443` ? target : source));
    const home = join(scratch, "home");
    mkdirSync(join(home, ".config/containers"), { recursive: true });
    // As every package of skopeo brings it.
    writeFileSync(join(home, ".config/containers/policy.json"), '{"default":[{"type":"insecureAcceptAnything"}]}');
    const address = `http://${proxy.host}`;
    env = { HOME: home, XDG_CONFIG_HOME: join(home, ".config"), XDG_RUNTIME_DIR: home, HTTPS_PROXY: address, https_proxy: address, NO_PROXY: "", no_proxy: "", SSL_CERT_FILE: certificate, NODE_EXTRA_CA_CERTS: certificate };
    // This process has started already, and reads no file of authorities any more.
    for (const [name, value] of Object.entries({ ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0" })) vi.stubEnv(name, value);
    for (const { registry, repository, tag } of images) digests.set(repository, await pushImage(openRegistry(registry, { write: true }), repository, tag));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([proxy, ...registries].map((server) => server.stop()));
    project.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  it("have every image in them", () => {
    expect(images.length).toBeGreaterThan(20);
    expect(new Set(images.map((i) => i.registry)).size).toBeGreaterThan(1);
    expect(digests.size).toBe(images.length);
  });

  const there = tools.flatMap(({ name, path }) => (path === undefined ? [] : [{ name, path }]));
  describe.each(["by tag", "by digest"])("%s", (by) => {
    beforeAll(async () => {
      // In a process of its own: the file of authorities is read when one starts.
      const resolve = async () => execa(process.execPath, [join(project.root, ".cache/gen/main.js"), "images", "resolve"], { cwd: project.root, env: { ...env, NODE_TLS_REJECT_UNAUTHORIZED: "" }, reject: false });
      if (by === "by digest") expect(await resolve()).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining(`${images.length} of ${images.length} images have a digest`) });
      expect((await list("--format", "crane")).includes("@sha256:")).toBe(by === "by digest");
    });

    describe.skipIf(there.length === 0).each(there)("run by $name", ({ name, path }) => {
      it("copy all of every image into a mirror, with its digest", async () => {
        const below = `${name}-${by.replace(" ", "-")}/im`;
        await runList(await list("--format", name, "--to", `${mirror}/${below}`), name, path);
        expect(await mirrored(below)).toEqual(digests);
      });

      it("bring a folder from which a bundle takes all of them", async () => {
        const folder = await runList(await list("--format", name), name, path);
        const { manifests } = JSON.parse(readFileSync(join(folder, "images/index.json"), "utf8")) as { readonly manifests: readonly { readonly digest: string }[] };
        expect(manifests.map((m) => m.digest).sort()).toEqual([...digests.values()].sort());
        // Where the list has digests, a bundle looks for these; else for names, which each program writes in its own way.
        if (by === "by digest") return;
        const { exitCode, stdout, stderr } = await project.gen(["bundle", "--out", join(folder, "bundle.tar.gz"), "--images-from", join(folder, "images")]);
        expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
        expect(stdout).toContain(`${images.length} of ${images.length} images`);
      });
    });

    it("run by docker, pull, name and push each image", async () => {
      // What docker does of it: nothing can be named that was not pulled, and nothing pushed that has no such name.
      const docker = join(scratch, `docker-${by.replace(" ", "-")}`);
      writeFileSync(docker, '#!/bin/sh\nset -eu\nlog=$(dirname "$0")/docker.log\ntouch "$log"\ncase $1 in\n  tag) grep -qxF "pull $2" "$log" ;;\n  push) grep -q "^tag .* $2\\$" "$log" ;;\nesac\necho "$*" >>"$log"\n', { mode: 0o755 });
      const names = images.map((i) => `${i.registry}/${i.repository}${by === "by tag" ? `:${i.tag}` : `@${digests.get(i.repository) ?? ""}`}`);
      const calls = async (...args: readonly string[]) => readFileSync(join(await runList(await list("--format", "docker", ...args), "docker", docker), "docker.log"), "utf8").trim().split("\n");
      expect(await calls()).toEqual(names.map((name) => `pull ${name}`));
      expect(await calls("--to", `${mirror}/im`)).toEqual(images.flatMap(({ repository, tag }, i) => [`pull ${names[i]}`, `tag ${names[i]} ${mirror}/im/${repository}:${tag}`, `push ${mirror}/im/${repository}:${tag}`]));
    });
  });
});

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { execa } from "execa";
import { parseTar } from "nanotar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { digestOf } from "../src/model/digest.ts";
import { collectImages } from "../src/io/bundle/collect.ts";
import { imageSource } from "../src/io/bundle/sources.ts";
import { parseImage } from "../src/model/image.ts";
import { containers, podTemplate, readObjects } from "../src/verify/objects.ts";
import { openGate } from "./helpers/gate.ts";
import { base, filled, pushImage } from "./helpers/images.ts";
import { throwAwayKey, type ThrowAwayKey } from "./helpers/key.ts";
import { makeProject } from "./helpers/project.ts";
import { login, startRegistry, type RunningRegistry } from "./helpers/registry.ts";
import { toolPath } from "./helpers/tool.ts";

// Whole runs of the program, each of which waits for others where processors are shared.
const program = await toolPath("registry");
const helm = await toolPath("helm");
const env = { GEN_REGISTRY_USERNAME: login.username, GEN_REGISTRY_PASSWORD: login.password };
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Lock {
  readonly images: readonly { readonly image: string; readonly digest?: string }[];
}

describe.skipIf(program === undefined || helm === undefined)("a bundle, from one registry to another", () => {
  const project = makeProject();
  const scratch = mkdtempSync(join(tmpdir(), "bundle-"));
  const file = join(scratch, "bundle.tar.gz");
  let key: ThrowAwayKey | undefined;
  let source: RunningRegistry;
  let target: RunningRegistry;
  let made = "";
  const inside = () => `${target.host}/sealed`;
  const images = () => (parse(project.read("images.lock")) as Lock).images;
  const push = (archive = file, registry = inside(), more: readonly string[] = []) => project.gen(["bundle", "push", archive, registry, ...more], { env });

  beforeAll(async () => {
    [source, target] = await Promise.all([startRegistry(program ?? ""), startRegistry(program ?? "", "basic")]);
    key = await throwAwayKey();
    project.write("scripts/openim", "#!/bin/sh\necho install\n");
    project.write("scripts/build.mjs", "nothing that a sealed site needs\n");
    // Helm says what is in a bundle. What other tools say of the charts is not the question here.
    rmSync(join(project.root, ".tools"));
    mkdirSync(join(project.root, ".tools/bin"), { recursive: true });
    symlinkSync(helm ?? "", join(project.root, ".tools/bin/helm"));
    const mirror = filled(source.host);
    await Promise.all(images().map(async ({ image }) => {
      const name = parseImage(image);
      if (name !== undefined) await pushImage(mirror, `mirror/${name.repository}`, name.tag);
    }));
    const resolved = await project.gen(["images", "resolve", "--registry", `${source.host}/mirror`]);
    if (resolved.exitCode !== 0) throw new Error(resolved.stdout + resolved.stderr);
    const { exitCode, stdout, stderr } = await project.gen(["bundle", "--out", file, "--images-from", `${source.host}/mirror`]);
    if (exitCode !== 0) throw new Error(stdout + stderr);
    made = stdout;
  });
  afterAll(async () => {
    await Promise.all([source.stop(), target.stop(), key?.remove()]);
    project.remove();
    rmSync(scratch, { recursive: true, force: true });
  });

  it("says what is in it, and that it is not signed", () => {
    expect(made).toContain("unsigned: helm verify has nothing to check");
    expect(made).toMatch(/22 of 22 images/);
    expect(made).toContain(`sha256:${sha256(readFileSync(file))}`);
  });

  it("is read by tar and checked by sha256sum, and holds what it should", async () => {
    const folder = join(scratch, "unpacked");
    mkdirSync(folder);
    await execa("tar", ["-xzf", file, "-C", folder]);
    const top = join(folder, "openim-bundle-0.1.0");
    await execa("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: top });
    for (const path of ["README.md", "bundle.json", "charts/openim-0.1.0.tgz", "charts/kafka-0.1.0.tgz", "values/prod/openim.yaml", "scripts/openim", "images.txt", "images.lock", "sbom.cdx.json", "ports.md", "secrets.md", "roles.md", "images/oci-layout", "images/index.json"]) {
      expect(existsSync(join(top, path)), path).toBe(true);
    }
    expect(existsSync(join(top, "scripts/build.mjs"))).toBe(false);
    await execa(join(top, "scripts/openim"));
    const text = (path: string): string => readFileSync(join(top, path), "utf8");
    expect(text("ports.md")).toMatch(/^\| openim-api \| openim-rpc-auth \| \d+ \| TCP \| grpc \| module \|$/m);
    expect(text("ports.md")).toContain("| mongodb | mongo-0.db.example.com:27017 |");
    expect(text("secrets.md")).toMatch(/^\| openim-mongodb-prod \| .*password.* \| the site \| .*Deployment openim-msgtransfer/m);
    expect(text("secrets.md")).toMatch(/^\| openim-mongodb \| .*password.* \| a Job of the charts \|/m);
    expect(text("roles.md")).toMatch(/^\| Role openim-credentials \| secrets \| .*create.* \|/m);
    const bom = JSON.parse(text("sbom.cdx.json")) as { readonly specVersion: string; readonly components: readonly { readonly type: string; readonly purl: string; readonly version: string }[]; readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[] };
    expect(bom.specVersion).toBe("1.6");
    expect(bom.components.filter((c) => c.type === "container")).toHaveLength(22);
    const kafka = images().find((i) => i.image.includes("apache/kafka"));
    expect(bom.components.map((c) => c.purl)).toContain(`pkg:oci/kafka@${encodeURIComponent(kafka?.digest ?? "")}?repository_url=docker.io%2Fapache%2Fkafka&tag=4.3.1`);
    expect(bom.dependencies.find((d) => d.ref.startsWith("chart:openim-push@"))?.dependsOn).toEqual(expect.arrayContaining(["image:docker.io/apache/kafka:4.3.1"]));
  });

  it("holds every layer once, however many images stand on it", async () => {
    const names = (await execa("tar", ["-tzf", file])).stdout.split("\n");
    expect(names.filter((n) => n.endsWith(digestOf(base).slice(7)))).toHaveLength(1);
    expect(new Set(names).size).toBe(names.length);
    // For each image an index, two manifests, two configurations and two layers of its own; and the base.
    expect(names.filter((n) => n.includes("/images/blobs/"))).toHaveLength(22 * 7 + 1);
  });

  it("has the same bytes from a folder in OCI layout, with another clock, umask and folder", async () => {
    const other = join(scratch, "other.tar.gz");
    const layout = join(scratch, "unpacked/openim-bundle-0.1.0/images");
    // The charts are packed again too.
    rmSync(join(project.root, ".cache/archives.json"));
    const command = `umask 077 && cd / && exec "$0" "$1" bundle --quiet --out "$2" --images-from "$3"`;
    const { exitCode, stderr } = await execa("sh", ["-c", command, process.execPath, join(project.root, ".cache/gen/main.js"), other, layout], { env: { TZ: "Pacific/Apia", LC_ALL: "tr_TR.UTF-8", SOURCE_DATE_EPOCH: "1" }, reject: false });
    expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
    expect(sha256(readFileSync(other))).toBe(sha256(readFileSync(file)));
  });

  it("is verified without network", async () => {
    const { exitCode, stdout } = await project.gen(["bundle", "verify", file]);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("sound.")]);
    expect(stdout).toContain("22 of 22 images");
  });

  it("verifies itself with the program inside, where nothing of ours is", async () => {
    const { stdout } = await execa(process.execPath, [join(scratch, "unpacked/openim-bundle-0.1.0/gen/main.js"), "bundle", "verify", file], { cwd: "/", env: { PATH: "/nowhere" } });
    expect(stdout).toContain("sound.");
  });

  const damages: readonly { readonly name: string; readonly damage: (bytes: Buffer) => Buffer; readonly want: RegExp }[] = [
    { name: "a changed chart", damage: flip("openim-bundle-0.1.0/charts/kafka-0.1.0.tgz"), want: /charts\/kafka-0\.1\.0\.tgz was changed|incorrect data check/ },
    { name: "a changed layer", damage: flip(digestOf(base).slice(7)), want: new RegExp(`${digestOf(base).slice(7)} was changed|incorrect data check`) },
    { name: "half of it", damage: (bytes) => bytes.subarray(0, bytes.length / 2), want: /unexpected end of file|truncated/i },
    { name: "something else", damage: () => Buffer.from("not an archive"), want: /incorrect header check/ },
  ];
  it.each(damages)("refuses $name, and sends nothing of it", async ({ damage, want }) => {
    const bad = join(scratch, "bad.tar.gz");
    writeFileSync(bad, damage(readFileSync(file)));
    const before = target.requests().length;
    for (const { exitCode, stderr } of [await project.gen(["bundle", "verify", bad]), await push(bad)]) {
      expect([exitCode, stderr]).toEqual([4, expect.stringMatching(want)]);
    }
    expect(target.requests().length).toBe(before);
  });

  it("is not made of images that are not those of the list", async () => {
    const kafka = images().find((i) => i.image.includes("apache/kafka"));
    const entry = { image: kafka?.image ?? "", usedBy: [] };
    const folder = join(scratch, "unpacked/openim-bundle-0.1.0/images");
    const collect = (more: { readonly digest?: string }, from: string) => collectImages([{ ...entry, ...more }], imageSource(from), () => undefined);
    expect((await collect({}, folder)).blobs).toHaveLength(3 + 2 * 2 + 1);
    await expect(collect({ digest: `sha256:${"0".repeat(64)}` }, folder)).rejects.toThrow(`${entry.image} has the digest ${kafka?.digest} there, and sha256:000`);
    // In a registry it is asked for by its digest.
    await expect(collect({ digest: `sha256:${"0".repeat(64)}` }, `${source.host}/mirror`)).rejects.toThrow(`${entry.image} is not there`);
    await expect(collect({}, `${source.host}/nowhere`)).rejects.toThrow(`${entry.image} is not there`);
  });

  it("is continued when a push was interrupted, among images and among charts", async () => {
    let puts = 0;
    const steps: readonly ((request: string) => boolean)[] = [
      (request) => /^PUT .*\/blobs\//.test(request) && ++puts > 10,
      (request) => /^PUT .*\/charts\/kafka\/manifests\//.test(request),
    ];
    for (const stops of steps) {
      const gate = await openGate(target.host, stops);
      const child = execa(process.execPath, [join(project.root, ".cache/gen/main.js"), "bundle", "push", file, `${gate.host}/sealed`], { env, reject: false, cwd: project.root });
      const where = await Promise.race([gate.held, child.then(({ stderr }) => `nowhere: ${stderr}`)]);
      child.kill("SIGKILL");
      const { signal } = await child;
      await gate.stop();
      expect([signal, where]).toEqual(["SIGKILL", expect.stringMatching(/^(POST|PUT) \/v2\/sealed\//)]);
    }
    const there = filled(inside());
    expect([await there.tags("charts/kafka"), (await there.tags("charts/etcd")).length]).toEqual([[], 1]);
    const again = await push();
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining(`22 images and `)]);
    expect(again.stdout).toContain(": 0 blobs sent (0 bytes),");
    const third = await execa(process.execPath, [join(scratch, "unpacked/openim-bundle-0.1.0/gen/main.js"), "bundle", "push", file, inside()], { cwd: "/", env: { PATH: "/nowhere", ...env } });
    expect(third.stdout).toContain(": 0 blobs sent (0 bytes),");
  });

  it("brings every image by its digest: with it, the charts take everything from there and nothing from elsewhere", async () => {
    writeFileSync(join(scratch, "login.json"), JSON.stringify({ auths: { [target.host]: { auth: Buffer.from(`${login.username}:${login.password}`).toString("base64") } } }));
    const options = { env: { HELM_REGISTRY_CONFIG: join(scratch, "login.json") }, cwd: scratch };
    await execa(helm ?? "", ["pull", `oci://${inside()}/charts/openim`, "--version", "0.1.0", "--plain-http"], options);
    expect(sha256(readFileSync(join(scratch, "openim-0.1.0.tgz")))).toBe(sha256(readFileSync(join(scratch, "unpacked/openim-bundle-0.1.0/charts/openim-0.1.0.tgz"))));
    const everything = ["--set", `global.imageRegistry=${inside()}`, "--set", "global.openim.publicURL=https://im.acme.io", "--set", "global.openim.observability.enabled=true", "--set", "mysql.enabled=true", "--set", "zookeeper.enabled=true"];
    const { stdout } = await execa(helm ?? "", ["template", "openim", `oci://${inside()}/charts/openim`, "--version", "0.1.0", "--plain-http", "--kube-version", "1.37.0", ...everything], options);
    const pulled = new Set(readObjects(stdout).flatMap((o) => containers(podTemplate(o) ?? {}).map((c) => String(c["image"]))));
    expect(pulled.size).toBe(22);
    for (const image of pulled) {
      const [, repository = "", digest = ""] = new RegExp(`^${inside().replaceAll(".", "\\.")}/(.+)@(sha256:[0-9a-f]{64})$`).exec(image) ?? [];
      const found = await filled(inside()).manifest(repository, digest);
      expect(found?.digest, image).toBe(digest);
    }
  });

  it("brings charts as publishing does: one digest, and a signature that is there stays", async () => {
    const contents = JSON.parse(readFileSync(join(scratch, "unpacked/openim-bundle-0.1.0/bundle.json"), "utf8")) as { readonly charts: readonly { readonly name: string }[] };
    const login = { OPENIM_PUBLISH_USERNAME: env.GEN_REGISTRY_USERNAME, OPENIM_PUBLISH_PASSWORD: env.GEN_REGISTRY_PASSWORD };
    expect((await project.gen(["publish", "--to", `oci://${target.host}/released/charts`], { env: login })).exitCode).toBe(0);
    const digests = async (path: string) => Promise.all(contents.charts.map(async ({ name }) => `${name} ${await filled(`${target.host}/${path}`).digest(name, "0.1.0")}`));
    expect(contents.charts.length).toBeGreaterThan(30);
    expect(await digests("sealed/charts")).toEqual(await digests("released/charts"));

    const store = filled(`${target.host}/released/charts`);
    const manifest = await store.manifest("kafka", "0.1.0");
    const signature = new TextEncoder().encode("signed");
    await store.pushBlob("kafka", digestOf(signature), signature.length, signature);
    const { layers, ...rest } = JSON.parse(new TextDecoder().decode(manifest?.bytes)) as { readonly layers: readonly object[] };
    const signed = new TextEncoder().encode(JSON.stringify({ ...rest, layers: [...layers, { mediaType: "application/vnd.cncf.helm.chart.provenance.v1.prov", digest: digestOf(signature), size: signature.length }] }));
    await store.pushManifest("kafka", "0.1.0", { bytes: signed, mediaType: manifest?.mediaType ?? "", digest: digestOf(signed) });
    const brought = await push(file, `${target.host}/released`, ["--quiet"]);
    expect([brought.exitCode, brought.stderr]).toEqual([0, ""]);
    expect(await store.digest("kafka", "0.1.0")).toBe(digestOf(signed));
  });

  it("does not move a tag that means something else there, unless told to", async () => {
    const path = `${target.host}/used`;
    const there = await pushImage(filled(path), "apache/kafka", "4.3.1", 500);
    const asked: string[] = [];
    const gate = await openGate(target.host, (request) => {
      asked.push(request);
      return false;
    });
    const refused = await push(file, `${gate.host}/used`);
    await gate.stop();
    const kafka = images().find((i) => i.image.includes("apache/kafka"))?.digest;
    expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining(`${gate.host}/used/apache/kafka:4.3.1\n    there:     ${there}\n    in bundle: ${kafka}`)]);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((request) => !/^(GET|HEAD) \/v2\/used\//.test(request))).toEqual([]);
    expect((await push(file, path, ["--overwrite", "--quiet"])).exitCode).toBe(0);
    expect(await filled(path).digest("apache/kafka", "4.3.1")).toBe(kafka);
  });

  it("asks for a login, and never shows one", async () => {
    const { exitCode, stderr } = await project.gen(["bundle", "push", file, inside()], { env: { HOME: scratch, DOCKER_CONFIG: scratch } });
    expect([exitCode, stderr]).toEqual([5, expect.stringContaining(`${target.host} asks for a login`)]);
    const wrong = await project.gen(["bundle", "push", file, inside()], { env: { ...env, GEN_REGISTRY_PASSWORD: "battery-staple" } });
    expect([wrong.exitCode, wrong.stdout + wrong.stderr]).toEqual([5, expect.not.stringContaining("battery-staple")]);
  });

  it("holds only what an environment pulls when one is named, and brings signatures along", async () => {
    const out = join(scratch, "prod.tar.gz");
    const { exitCode, stdout } = await project.gen(["bundle", "--quiet", "--env", "prod", "--out", out, ...(key === undefined ? [] : ["--sign", key.fingerprint])], { env: key?.env ?? {} });
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/0 of (\d+) images/)]);
    expect(stdout).toContain(key === undefined ? "unsigned" : "signed by Throw Away");
    const files = new Map(parseTar(new Uint8Array(gunzipSync(readFileSync(out)))).map((f) => [f.name.replace("openim-bundle-0.1.0/", ""), f.text]));
    expect(files.get("images.txt")).toContain("quay.io/coreos/etcd");
    // Its stores are the site's own.
    expect(files.get("images.txt")).not.toMatch(/mongo|valkey|seaweedfs|mysql/);
    const values = [...files.keys()].filter((path) => path.startsWith("values/"));
    expect(values).toContain("values/prod/openim.yaml");
    expect(values.filter((path) => !path.startsWith("values/prod/"))).toEqual([]);
    expect((await project.gen(["bundle", "verify", out])).exitCode).toBe(0);
    if (key === undefined) return;
    // Over the same charts without signatures.
    const before = await filled(inside()).digest("charts/openim", "0.1.0");
    expect((await push(out, inside(), ["--quiet"])).exitCode).toBe(0);
    expect(await filled(inside()).digest("charts/openim", "0.1.0")).not.toBe(before);
    const options = { env: { HELM_REGISTRY_CONFIG: join(scratch, "login.json") }, cwd: scratch, all: true } as const;
    const pulled = await execa(helm ?? "", ["pull", `oci://${inside()}/charts/openim`, "--version", "0.1.0", "--plain-http", "--verify", "--keyring", key.keyring], options);
    expect(pulled.all).toContain("Signed by: Throw Away");
  });
});

/** A bit of a file's content in an archive that is not compressed; `path` is the end of its name, where that is cut into two fields. */
function flip(path: string): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const at = bytes.indexOf(`${path}\0`);
    if (at === -1) throw new Error(`${path} is not there`);
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(at + 512 + 20) ^ 1, at + 512 + 20);
    return copy;
  };
}

import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createTar } from "nanotar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { sha256 } from "../model/digest.ts";
import type { Tool } from "./tools/catalog.ts";
import { installTools, locateTool, pathWithTools } from "./tools.ts";

// A project of its own, with a tool "hello" that is a shell script, a PATH, and a publisher on loopback.
let root = "";
let bin = "";
let server: Server;
let requests: string[] = [];

const archive = gzipSync(createTar([{ name: "hello", data: script("1.2.0") }]));

function script(version: string): string {
  return `#!/bin/sh\necho "hello v${version}"\n`;
}

async function program(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), 0o755);
  return join(folder, name);
}

function places() {
  return { root, path: `${join(root, "nowhere")}:${bin}:/usr/bin:/bin` };
}

async function describeTool(change: Partial<Tool> = {}, checksum: { sha256?: Record<string, string> } = {}): Promise<void> {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tool: Tool = {
    name: "hello",
    version: "1.2.0",
    accepts: "^1.0.0",
    commands: ["hello", "hello1"],
    purpose: "greets",
    neededBy: "greetings",
    ask: { args: ["--version"], pattern: "v(\\S+)" },
    routes: [{ archive: { url: `${base}/hello-{version}.tar.gz`, path: "hello", checksums: `${base}/SUMS`, ...checksum } }],
    ...change,
  };
  await mkdir(join(root, "generator/catalog"), { recursive: true });
  await writeFile(join(root, "generator/catalog/tools.yaml"), stringify({ tools: [tool] }));
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tools-"));
  bin = join(root, "path");
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (request.url === "/hello-1.2.0.tar.gz") response.end(archive);
    else if (request.url === "/SUMS") response.end(`${sha256(archive)}  hello-1.2.0.tar.gz\n`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

test("a tool is found on PATH before .tools/bin, and another version is said to be another", async () => {
  await describeTool();
  await program(join(root, ".tools/bin"), "hello", script("1.2.0"));
  expect(await locateTool("hello", places())).toMatchObject({ origin: "tools", version: "1.2.0", pinned: true });
  const path = await program(bin, "hello1", script("1.0.5"));
  expect(await locateTool("hello", places())).toEqual({ name: "hello", path, version: "1.0.5", origin: "path", pinned: false });
});

test.each([
  { title: "another major", text: script("2.0.0") },
  { title: "a program that fails", text: `${script("1.2.0")}exit 1\n` },
  { title: "a program that says no version", text: "#!/bin/sh\n" },
  { title: "something that does not start", text: "#!/no/such/interpreter\n" },
])("$title on PATH is not the tool, and a caller of it gets ours first", async ({ text }) => {
  await describeTool();
  await program(bin, "hello", text);
  expect(await locateTool("hello", places())).toBeUndefined();
  await program(join(root, ".tools/bin"), "hello", script("1.2.0"));
  expect(await locateTool("hello", places())).toMatchObject({ origin: "tools" });
  expect(await pathWithTools(["hello"], places())).toBe(`${join(root, ".tools/bin")}:${places().path}`);
});

test("without such a clash ours come last on PATH", async () => {
  await describeTool();
  await program(join(root, ".tools/bin"), "hello", script("1.2.0"));
  expect(await pathWithTools(["hello"], places())).toBe(`${places().path}:${join(root, ".tools/bin")}`);
});

test("installs, checks against the publisher's list, and then leaves it alone", async () => {
  await describeTool();
  const lines: string[] = [];
  const options = { log: (line: string) => lines.push(line), places: places() };
  expect(await installTools(["hello"], options)).toMatchObject([{ location: { version: "1.2.0", origin: "tools" }, failures: [] }]);
  expect(lines[0]).toMatch(/^hello 1\.2\.0: installed by archive in \d+\.\d s$/);
  expect(requests).toEqual(["/SUMS", "/hello-1.2.0.tar.gz"]);
  await installTools(["hello"], options);
  expect(requests).toHaveLength(2);
  expect(await readdir(join(root, ".tools"))).toEqual(["bin"]);
});

test("a pinned digest is used without asking the publisher", async () => {
  const platforms = ["linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"];
  await describeTool({}, { sha256: Object.fromEntries(platforms.map((platform) => [platform, sha256(archive)])) });
  await installTools(["hello"], { log: () => undefined, places: places() });
  expect(requests).toEqual(["/hello-1.2.0.tar.gz"]);
});

test("an older one of ours is replaced", async () => {
  await describeTool();
  await program(join(root, ".tools/bin"), "hello", script("1.1.0"));
  await installTools(["hello"], { log: () => undefined, places: places() });
  expect(await locateTool("hello", places())).toMatchObject({ version: "1.2.0" });
});

test("what the user has on PATH is not replaced, and the difference is said", async () => {
  await describeTool();
  await program(bin, "hello", script("1.0.5"));
  const lines: string[] = [];
  await installTools(["hello"], { log: (line) => lines.push(line), places: places() });
  expect(lines).toEqual([`hello 1.0.5: there (${join(bin, "hello")}); pinned is 1.2.0`]);
  expect(requests).toEqual([]);
});

test.each([
  { title: "a wrong digest", change: {}, sum: "0".repeat(64), want: /has SHA-256 [0-9a-f]{64}, expected 0{64}$/ },
  { title: "an archive that is not there", change: { version: "1.9.9" }, sum: "0".repeat(64), want: /404 Not Found$/ },
  { title: "a program of another version", change: { ask: { args: ["--version"], pattern: "(hello)" } }, sum: undefined, want: /it calls itself nothing we know, not 1\.2\.0$/ },
])("$title installs nothing and says why", async ({ change, sum, want }) => {
  const platforms = ["linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64"];
  await describeTool(change, sum === undefined ? {} : { sha256: Object.fromEntries(platforms.map((platform) => [platform, sum])) });
  const [result] = await installTools(["hello"], { log: () => undefined, places: places() });
  expect(result?.location).toBeUndefined();
  expect(result?.failures[0]).toMatch(want);
  expect(await readdir(join(root, ".tools/bin"))).toEqual([]);
});

test("two installs at once make it once", async () => {
  await describeTool();
  const install = () => installTools(["hello"], { log: () => undefined, places: places() });
  const results = await Promise.all([install(), install()]);
  expect(results.flat().map((result) => result.location?.version)).toEqual(["1.2.0", "1.2.0"]);
  expect(requests.filter((url) => url.endsWith(".tar.gz"))).toHaveLength(1);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { credentialsFor, hiddenWords } from "./credentials.ts";
import { helmRepositoryLogin, registryLogin } from "./login-store.ts";

const root = mkdtempSync(join(tmpdir(), "login-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let next = 0;

/** A home with these files, and an environment that leads to it alone. */
function home(files: Readonly<Record<string, unknown>>): NodeJS.ProcessEnv {
  const folder = join(root, `${(next += 1)}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
    if (path.startsWith("bin/")) chmodSync(join(folder, path), 0o755);
  }
  return { HELM_CONFIG_HOME: join(folder, "helm"), DOCKER_CONFIG: join(folder, "docker"), PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
}

const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") });
const config = (auths: object, more: object = {}) => ({ auths, ...more });
const helper = '#!/bin/sh\nread -r host\ncase $host in\n  registry.acme.io) echo "{\\"Username\\":\\"h\\",\\"Secret\\":\\"hs\\"}" ;;\n  token.acme.io) echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"it\\"}" ;;\n  *) echo "credentials not found"; exit 1 ;;\nesac\n';

describe("registryLogin", () => {
  const rows = [
    { name: "Helm's own", files: { "helm/registry/config.json": config({ "registry.acme.io": auth("u:p:w") }) }, want: { username: "u", password: "p:w" } },
    { name: "Docker's", files: { "docker/config.json": config({ "https://registry.acme.io": auth("u:p") }) }, want: { username: "u", password: "p" } },
    { name: "Helm's before Docker's", files: { "helm/registry/config.json": config({ "registry.acme.io": auth("a:1") }), "docker/config.json": config({ "registry.acme.io": auth("b:2") }) }, want: { username: "a", password: "1" } },
    { name: "the longest place", files: { "docker/config.json": config({ "registry.acme.io": auth("a:1"), "registry.acme.io/team": auth("b:2"), "registry.acme.io/other": auth("c:3") }) }, want: { username: "b", password: "2" } },
    { name: "a token", files: { "docker/config.json": config({ "registry.acme.io": { ...auth("u:"), identitytoken: "t" } }) }, want: { username: "u", password: "", identityToken: "t" } },
    { name: "another port", files: { "docker/config.json": config({ "registry.acme.io:5000": auth("u:p") }) }, want: undefined },
    { name: "a keychain", files: { "docker/config.json": config({ "registry.acme.io": {} }, { credsStore: "chain" }), "bin/docker-credential-chain": helper }, want: { username: "h", password: "hs" } },
    { name: "a keychain that is not there", files: { "docker/config.json": config({ "registry.acme.io": auth("u:p") }, { credsStore: "nowhere" }) }, want: { username: "u", password: "p" } },
    { name: "a name that is no program", files: { "docker/config.json": config({}, { credsStore: "../x" }) }, want: undefined },
    { name: "a file that is none", files: { "docker/config.json": "{ not: [json" }, want: undefined },
  ];
  it.each(rows)("$name", async ({ files, want }) => {
    expect(await registryLogin("oci://registry.acme.io/team/charts", home(files))).toEqual(want);
  });

  it("finds Docker's own registry under its old address, and a token in a keychain", async () => {
    const env = home({ "docker/config.json": config({ "https://index.docker.io/v1/": auth("u:p") }, { credHelpers: { "token.acme.io": "chain" } }), "bin/docker-credential-chain": helper });
    expect(await registryLogin("oci://docker.io/team", env)).toEqual({ username: "u", password: "p" });
    expect(await registryLogin("oci://token.acme.io/team", env)).toEqual({ username: "", password: "", identityToken: "it" });
  });
});

describe("helmRepositoryLogin", () => {
  it("finds the repository by its address", async () => {
    const env = home({ "helm/repositories.yaml": "repositories:\n- name: a\n  url: https://charts.acme.io/\n  username: u\n  password: p\n- name: b\n  url: https://open.acme.io\n  username: \"\"\n" });
    expect(await helmRepositoryLogin("https://charts.acme.io", env)).toEqual({ username: "u", password: "p" });
    expect(await helmRepositoryLogin("https://open.acme.io", env)).toBeUndefined();
    expect(await helmRepositoryLogin("https://charts.acme.io.evil.io", env)).toBeUndefined();
  });
});

describe("credentialsFor", () => {
  const target = { type: "oci" as const, url: "oci://registry.acme.io/charts" };
  const store = home({ "docker/config.json": config({ "registry.acme.io": auth("u:p") }) });

  it("takes the environment before a login, under the name that the target says", async () => {
    const env = { ...store, OPENIM_PUBLISH_USERNAME: "a", OPENIM_PUBLISH_PASSWORD: "1", TEAM_USERNAME: "b", TEAM_PASSWORD: "2" };
    expect(await credentialsFor(target, env)).toEqual({ username: "a", password: "1" });
    expect(await credentialsFor({ ...target, credentialsEnv: "TEAM" }, env)).toEqual({ username: "b", password: "2" });
    expect(await credentialsFor({ ...target, credentialsEnv: "OTHER" }, env)).toEqual({ username: "u", password: "p" });
  });

  it("refuses half a login", async () => {
    await expect(credentialsFor(target, { OPENIM_PUBLISH_USERNAME: "a" })).rejects.toThrow("OPENIM_PUBLISH_PASSWORD is not set");
  });

  it("knows every form that must not be seen", () => {
    expect(hiddenWords({ username: "u", password: "p", identityToken: "t" })).toEqual(["p", "t", "dTpw"]);
  });
});

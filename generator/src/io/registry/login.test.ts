import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { registryLogin } from "./login.ts";

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
  return { HOME: folder, HELM_CONFIG_HOME: join(folder, "helm"), DOCKER_CONFIG: join(folder, "docker"), PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
}

const auth = (text: string) => ({ auth: Buffer.from(text).toString("base64") });
const config = (auths: object, more: object = {}) => ({ auths, ...more });
const chain = '#!/bin/sh\nread -r host\ncase $host in\n  registry.acme.io) echo "{\\"Username\\":\\"h\\",\\"Secret\\":\\"hs\\"}" ;;\n  token.acme.io) echo "{\\"Username\\":\\"<token>\\",\\"Secret\\":\\"it\\"}" ;;\n  odd.acme.io) echo "secret: hs" ;;\n  *) echo "credentials not found"; exit 1 ;;\nesac\n';
const own = { "registry.acme.io": auth("u:p") };

describe("registryLogin", () => {
  const rows = [
    { name: "Helm's own", files: { "helm/registry/config.json": config({ "registry.acme.io": auth("u:p:w") }) }, want: { username: "u", password: "p:w" } },
    { name: "Docker's", files: { "docker/config.json": config(own) }, want: { username: "u", password: "p" } },
    { name: "Podman's", files: { ".config/containers/auth.json": config(own) }, want: { username: "u", password: "p" } },
    { name: "Helm's before Docker's", files: { "helm/registry/config.json": config({ "registry.acme.io": auth("a:1") }), "docker/config.json": config(own) }, want: { username: "a", password: "1" } },
    { name: "one for the place", files: { "docker/config.json": config({ ...own, "registry.acme.io/team": auth("b:2") }) }, want: { username: "b", password: "2" } },
    { name: "a keychain", files: { "docker/config.json": config({ "registry.acme.io": {} }, { credsStore: "chain" }), "bin/docker-credential-chain": chain }, want: { username: "h", password: "hs" } },
    { name: "a keychain before what was there before it", files: { "docker/config.json": config(own, { credsStore: "chain" }), "bin/docker-credential-chain": chain }, want: { username: "h", password: "hs" } },
    { name: "a keychain that is not there", files: { "docker/config.json": config(own, { credsStore: "nowhere" }) }, want: { username: "u", password: "p" } },
    { name: "nothing", files: {}, want: undefined },
  ];
  it.each(rows)("$name", async ({ files, want }) => {
    expect(await registryLogin("registry.acme.io/team/charts", home(files))).toEqual(want);
  });

  it("finds a token in a keychain, and passes over what is no answer", async () => {
    const env = home({ "docker/config.json": config({}, { credsStore: "chain" }), "bin/docker-credential-chain": chain });
    expect(await registryLogin("token.acme.io", env)).toEqual({ identityToken: "it" });
    expect(await registryLogin("odd.acme.io", env)).toBeUndefined();
    expect(await registryLogin("other.acme.io", env)).toBeUndefined();
  });

  it("says which file is none, and not what is in it", async () => {
    await expect(registryLogin("registry.acme.io", home({ "docker/config.json": '{ "auths": s3cret' }))).rejects.toThrow(/docker\/config\.json: a login store that is not JSON$/);
  });
});

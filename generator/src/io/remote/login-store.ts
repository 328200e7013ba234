import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { Credentials } from "./credentials.ts";

/** The login that `helm registry login`, `docker login` or `podman login` keeps for a place in a registry. */
export async function registryLogin(address: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const { host, pathname } = new URL(address.replace(/^oci:/, "https:"));
  const files = [
    env["HELM_REGISTRY_CONFIG"] ?? join(helmConfigHome(env), "registry/config.json"),
    env["REGISTRY_AUTH_FILE"],
    join(env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "config.json"),
  ];
  for (const file of files) {
    const config = file === undefined ? undefined : await readConfig(file);
    const found = config === undefined ? undefined : ((await fromHelper(config, host, env)) ?? fromAuths(config, host, pathname));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The login that `helm repo add --username` keeps for a repository. */
export async function helmRepositoryLogin(address: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const config = await readConfig(env["HELM_REPOSITORY_CONFIG"] ?? join(helmConfigHome(env), "repositories.yaml"));
  const bare = (url: unknown) => String(url).replace(/\/+$/, "");
  const list = Array.isArray(config?.["repositories"]) ? (config["repositories"] as readonly Json[]).filter(isObject) : [];
  const own = list.find((r) => bare(r["url"]) === bare(address) && typeof r["username"] === "string" && r["username"] !== "");
  return own === undefined ? undefined : { username: String(own["username"]), password: String(own["password"] ?? "") };
}

/** As Helm says in `helm env`. */
function helmConfigHome(env: NodeJS.ProcessEnv): string {
  if (env["HELM_CONFIG_HOME"]) return env["HELM_CONFIG_HOME"];
  if (env["XDG_CONFIG_HOME"]) return join(env["XDG_CONFIG_HOME"], "helm");
  return join(homedir(), process.platform === "darwin" ? "Library/Preferences/helm" : ".config/helm");
}

/** JSON is YAML too. A file that is not there, or not readable as such, holds no login. */
async function readConfig(file: string): Promise<JsonObject | undefined> {
  try {
    const value: unknown = parse(await readFile(file, "utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Docker keeps its own registry under an address of old. */
function keysOf(host: string): readonly string[] {
  return host === "docker.io" || host === "registry-1.docker.io" ? ["https://index.docker.io/v1/", "docker.io", "registry-1.docker.io"] : [host, `https://${host}`];
}

/** A longer place wins, as podman has it: registry/team before registry. */
function fromAuths(config: JsonObject, host: string, path: string): Credentials | undefined {
  const auths = isObject(config["auths"]) ? config["auths"] : {};
  const steps = path.split("/").filter((step) => step !== "");
  const places = steps.map((_, i) => `${host}/${steps.slice(0, steps.length - i).join("/")}`);
  for (const key of [...places, ...keysOf(host)]) {
    const entry = auths[key];
    if (!isObject(entry)) continue;
    const [, name = "", word = ""] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(String(entry["auth"] ?? ""), "base64").toString()) ?? [];
    const [username, password] = [String(entry["username"] ?? name), String(entry["password"] ?? word)];
    const token = typeof entry["identitytoken"] === "string" && entry["identitytoken"] !== "" ? { identityToken: entry["identitytoken"] } : {};
    if (username !== "" || "identityToken" in token) return { username, password, ...token };
  }
  return undefined;
}

/** A program that keeps logins in the keychain of the machine. One that is not there or knows none is passed over. */
async function fromHelper(config: JsonObject, host: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const helpers = isObject(config["credHelpers"]) ? config["credHelpers"] : {};
  for (const key of keysOf(host)) {
    const helper = helpers[key] ?? config["credsStore"];
    if (typeof helper !== "string" || !/^[\w.-]+$/.test(helper)) continue;
    const { exitCode, stdout } = await execa(`docker-credential-${helper}`, ["get"], { input: key, reject: false, env, timeout: 30_000 });
    const said: unknown = exitCode === 0 ? parse(stdout) : undefined;
    if (!isObject(said)) continue;
    const [username, secret] = [String(said["Username"] ?? ""), String(said["Secret"] ?? "")];
    if (secret !== "") return username === "<token>" ? { username: "", password: "", identityToken: secret } : { username, password: secret };
  }
  return undefined;
}

import { homedir } from "node:os";
import { join } from "node:path";

/** Who we are at a server: a name and a password, or a token that a registry handed out in their place. */
export type Credentials = { readonly username: string; readonly password: string } | { readonly identityToken: string };

/** Prefix of the variables for a target of publishing that names none, and for a registry that a command names. */
export const prefixes = { publish: "OPENIM_PUBLISH", registry: "GEN_REGISTRY" } as const;

/**
 * Name and password from the variables <prefix>_USERNAME and <prefix>_PASSWORD; undefined when neither is set.
 *
 * @throws Error when only one of the two is
 */
export function environmentLogin(prefix: string, env: NodeJS.ProcessEnv): Credentials | undefined {
  const [username, password] = [env[`${prefix}_USERNAME`] ?? "", env[`${prefix}_PASSWORD`] ?? ""];
  if ((username === "") !== (password === "")) throw new Error(`${prefix}_${username === "" ? "USERNAME" : "PASSWORD"} is not set, and the other of the two is`);
  return username === "" ? undefined : { username, password };
}

/** The value of an Authorization header; undefined when there is no password to show. */
export function basic(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined || !("username" in credentials)) return undefined;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
}

/** Every form in which credentials could show up in what a server says. */
export function hiddenWords(credentials: Credentials | undefined): readonly string[] {
  if (credentials === undefined) return [];
  return "username" in credentials ? [credentials.password, basic(credentials)?.replace("Basic ", "") ?? ""].filter((word) => word !== "") : [credentials.identityToken];
}

/** Where Helm keeps logins, as `helm env` says it. */
export function helmConfigHome(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] ?? homedir();
  if (env["HELM_CONFIG_HOME"]) return env["HELM_CONFIG_HOME"];
  if (env["XDG_CONFIG_HOME"]) return join(env["XDG_CONFIG_HOME"], "helm");
  return join(home, process.platform === "darwin" ? "Library/Preferences/helm" : ".config/helm");
}

import type { ChartMuseumSetting, OCISetting } from "../../model/publish-target.ts";
import { helmRepositoryLogin, registryLogin } from "./login-store.ts";

/** Who publishes. A registry may have handed out a token in place of a password. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly identityToken?: string;
}

/** The prefix of the variables when a target names none. */
export const defaultPrefix = "OPENIM_PUBLISH";

/**
 * Name and password for a target: from its variables in the environment, else from the login of the tool that people use
 * with it (helm registry login, docker login; helm repo add). Undefined when there are none.
 *
 * @throws Error when only one of the two variables is set
 */
export async function credentialsFor(target: ChartMuseumSetting | OCISetting, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const prefix = target.credentialsEnv ?? defaultPrefix;
  const [username, password] = [env[`${prefix}_USERNAME`] ?? "", env[`${prefix}_PASSWORD`] ?? ""];
  if ((username === "") !== (password === "")) throw new Error(`${prefix}_${username === "" ? "USERNAME" : "PASSWORD"} is not set, and the other of the two is`);
  if (username !== "") return { username, password };
  return target.type === "oci" ? registryLogin(target.url, env) : helmRepositoryLogin(target.url, env);
}

/** The value of an Authorization header. */
export function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Every form in which credentials could show up in what a server says. */
export function hiddenWords(credentials: Credentials | undefined): readonly string[] {
  if (credentials === undefined) return [];
  return [credentials.password, credentials.identityToken ?? "", basic(credentials).replace("Basic ", "")].filter((word) => word !== "");
}

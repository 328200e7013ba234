import { homedir } from "node:os";
import { join } from "node:path";
import { storedLogin, type Stored } from "../../images/logins.ts";
import { readText } from "../read-text.ts";
import { run } from "../run.ts";

/** Who we are at a registry. */
export type Login = Exclude<Stored, { readonly helper: string }>;

/** Names of the variables with the login for the registry that a command names. */
export const loginVariables = { username: "GEN_REGISTRY_USERNAME", password: "GEN_REGISTRY_PASSWORD" } as const;

/**
 * The login for a registry: from the environment for the one that the command names, and for all from where `docker login`,
 * `helm registry login` and `podman login` keep theirs. Undefined when there is none.
 */
export async function findLogin(host: string, named: boolean, env: NodeJS.ProcessEnv): Promise<Login | undefined> {
  const { [loginVariables.username]: username, [loginVariables.password]: password } = env;
  if (named && username && password !== undefined) return { username, password };
  for (const file of stores(env)) {
    const stored = read(file, host);
    const login = stored !== undefined && "helper" in stored ? await ask(stored, env) : stored;
    if (login !== undefined) return login;
  }
  return undefined;
}

function stores(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env["HOME"] ?? homedir();
  const config = env["XDG_CONFIG_HOME"] || join(home, ".config");
  const helm = env["HELM_CONFIG_HOME"] || (process.platform === "darwin" && !env["XDG_CONFIG_HOME"] ? join(home, "Library/Preferences/helm") : join(config, "helm"));
  return [
    join(env["DOCKER_CONFIG"] || join(home, ".docker"), "config.json"),
    env["HELM_REGISTRY_CONFIG"] || join(helm, "registry/config.json"),
    env["REGISTRY_AUTH_FILE"] || join(env["XDG_RUNTIME_DIR"] || join(config), "containers/auth.json"),
  ];
}

function read(file: string, host: string): Stored | undefined {
  try {
    return storedLogin(readText(file), host);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Asks a credential helper, which answers on standard output; that is never shown. */
async function ask({ helper, server }: { readonly helper: string; readonly server: string }, env: NodeJS.ProcessEnv): Promise<Login | undefined> {
  const { exitCode, stdout } = await run(`docker-credential-${helper}`, ["get"], { input: server, env });
  if (exitCode !== 0) return undefined;
  const { Username: username = "", Secret: secret = "" } = JSON.parse(stdout) as { readonly Username?: string; readonly Secret?: string };
  if (username === "<token>") return { identityToken: secret };
  return username === "" ? undefined : { username, password: secret };
}

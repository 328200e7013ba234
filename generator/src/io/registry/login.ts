import { homedir } from "node:os";
import { join } from "node:path";
import { storedLogins, type Stored } from "../../images/logins.ts";
import { helmConfigHome, type Credentials } from "../credentials.ts";
import { readText } from "../read-text.ts";
import { run } from "../run.ts";

/**
 * The login for a place in a registry, host[:port][/path], from where `helm registry login`, `docker login` and `podman login`
 * keep theirs. Undefined when there is none.
 */
export async function registryLogin(place: string, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  for (const file of stores(env)) {
    for (const stored of read(file, place)) {
      const login = "helper" in stored ? await ask(stored, env) : stored;
      if (login !== undefined) return login;
    }
  }
  return undefined;
}

function stores(env: NodeJS.ProcessEnv): readonly string[] {
  const home = env["HOME"] ?? homedir();
  return [
    env["HELM_REGISTRY_CONFIG"] || join(helmConfigHome(env), "registry/config.json"),
    join(env["DOCKER_CONFIG"] || join(home, ".docker"), "config.json"),
    env["REGISTRY_AUTH_FILE"] || join(env["XDG_RUNTIME_DIR"] || env["XDG_CONFIG_HOME"] || join(home, ".config"), "containers/auth.json"),
  ];
}

function read(file: string, place: string): readonly Stored[] {
  try {
    return storedLogins(readText(file), place);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Asks the program that keeps logins in the keychain of the machine. One that is not there or knows none is passed over. */
async function ask({ helper, server }: Extract<Stored, { readonly helper: string }>, env: NodeJS.ProcessEnv): Promise<Credentials | undefined> {
  const { exitCode, stdout } = await run(`docker-credential-${helper}`, ["get"], { input: server, env, timeout: 30_000 });
  if (exitCode !== 0) return undefined;
  const { Username: username = "", Secret: secret = "" } = answer(stdout);
  if (secret === "") return undefined;
  return username === "<token>" ? { identityToken: secret } : { username, password: secret };
}

/** What cannot be read is not shown either, since it may hold the secret. */
function answer(text: string): { readonly Username?: string; readonly Secret?: string } {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

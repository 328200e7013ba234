import { isObject } from "../model/json.ts";

/** What a login store holds for a registry: the login itself, or the name of the program that keeps it. */
export type Stored = { readonly username: string; readonly password: string } | { readonly identityToken: string } | { readonly helper: string; readonly server: string };

/**
 * Looks a registry up in a login store as docker, podman and Helm write it (config.json, auth.json).
 *
 * @param text undefined when there is no such file
 * @throws Error when it is not JSON; its text is not repeated, since it may hold passwords
 */
export function storedLogin(text: string | undefined, host: string): Stored | undefined {
  if (text === undefined) return undefined;
  const store = parsed(text);
  const auths = isObject(store["auths"]) ? store["auths"] : {};
  const helpers = isObject(store["credHelpers"]) ? store["credHelpers"] : {};
  const keys = namesOf(host);
  const found = keys.map((key) => auths[key]).find(isObject);
  const login = found === undefined ? undefined : fromEntry(found);
  if (login !== undefined) return login;
  const server = keys.find((key) => typeof helpers[key] === "string");
  if (server !== undefined) return { helper: String(helpers[server]), server };
  const all = store["credsStore"];
  return typeof all === "string" && all !== "" ? { helper: all, server: keys.find((key) => Object.hasOwn(auths, key)) ?? keys[0] ?? host } : undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("a login store that is not JSON");
  }
  return isObject(value) ? value : {};
}

/** Names under which a registry's login may stand, the usual one first. */
function namesOf(host: string): readonly string[] {
  const hosts = host === "docker.io" ? ["index.docker.io", "docker.io", "registry-1.docker.io"] : [host];
  const address = (h: string): readonly string[] => [h, `https://${h}`, `https://${h}/v1/`, `https://${h}/v2/`, `http://${h}`];
  return host === "docker.io" ? ["https://index.docker.io/v1/", ...hosts.flatMap(address)] : hosts.flatMap(address);
}

function fromEntry(entry: Readonly<Record<string, unknown>>): Stored | undefined {
  const { auth, username, password, identitytoken } = entry;
  if (typeof identitytoken === "string" && identitytoken !== "") return { identityToken: identitytoken };
  if (typeof username === "string" && typeof password === "string" && username !== "") return { username, password };
  if (typeof auth !== "string" || auth === "") return undefined;
  const text = new TextDecoder().decode(Uint8Array.from(atob(auth), (c) => c.charCodeAt(0))).replace(/\0+$/, "");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

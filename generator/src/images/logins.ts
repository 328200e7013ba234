import { isObject } from "../model/json.ts";

/** What a login store holds for a registry: the login itself, or the name of the program that keeps it. */
export type Stored = { readonly username: string; readonly password: string } | { readonly identityToken: string } | { readonly helper: string; readonly server: string };

/**
 * Looks a place in a registry, host[:port][/path], up in a login store as docker, podman and Helm write it (config.json,
 * auth.json). What counts most comes first; the program may know nothing.
 *
 * @param text undefined when there is no such file
 * @throws Error when it is not JSON; its text is not repeated, since it may hold passwords
 */
export function storedLogins(text: string | undefined, place: string): readonly Stored[] {
  if (text === undefined) return [];
  const store = parsed(text);
  const auths = isObject(store["auths"]) ? store["auths"] : {};
  const helpers = isObject(store["credHelpers"]) ? store["credHelpers"] : {};
  const [host = "", ...path] = place.split("/");
  const names = namesOf(host);
  // A longer place wins, as podman has it: registry/team before registry.
  const longer = path.map((_, i) => [host, ...path.slice(0, path.length - i)].join("/"));
  const own = names.find((name) => typeof helpers[name] === "string");
  const helper = own === undefined ? store["credsStore"] : helpers[own];
  const server = own ?? names.find((name) => Object.hasOwn(auths, name)) ?? names[0] ?? host;
  const login = [...longer, ...names].map((name) => auths[name]).filter(isObject).map(fromEntry).find((entry) => entry !== undefined);
  return [...(typeof helper === "string" && /^[\w.-]+$/.test(helper) ? [{ helper, server }] : []), ...(login === undefined ? [] : [login])];
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
  const docker = ["index.docker.io", "docker.io", "registry-1.docker.io"];
  const hosts = docker.includes(host) ? docker : [host];
  const address = (h: string): readonly string[] => [h, `https://${h}`, `https://${h}/v1/`, `https://${h}/v2/`, `http://${h}`];
  return docker.includes(host) ? ["https://index.docker.io/v1/", ...hosts.flatMap(address)] : hosts.flatMap(address);
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

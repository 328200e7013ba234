import { InvalidArgumentError } from "commander";

/** For an argument that is a public address: its origin. */
export function publicAddress(value: string): string {
  const url = tryURL(value);
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) throw new InvalidArgumentError("It must be an address such as https://im.example.com.");
  if (url.pathname !== "/" || url.search !== "" || url.username !== "") throw new InvalidArgumentError("It must be scheme and host alone: OpenIM's paths begin at the root.");
  return url.origin;
}

function tryURL(value: string): URL | undefined {
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}

/** For an option that is an address to connect to. */
export function hostAndPort(value: string): { readonly host: string; readonly port: number } {
  const found = /^(\[[0-9a-fA-F:]+\]|[^:\s]+):(\d{1,5})$/.exec(value);
  if (found === null) throw new InvalidArgumentError("It must be host:port.");
  return { host: (found[1] ?? "").replaceAll(/[[\]]/g, ""), port: Number(found[2]) };
}

/** For an option that is a list of names. */
export const names = (value: string): readonly string[] => value.split(",").map((name) => name.trim()).filter((name) => name !== "");

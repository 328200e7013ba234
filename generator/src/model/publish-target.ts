/** A folder that any web server can serve, relative to openim.yaml's folder; `url` is the address that its archives will have when that is said. */
export interface DirectorySetting {
  readonly type: "directory";
  readonly path: string;
  readonly url?: string;
}

/** A ChartMuseum; `url` is what `helm repo add` gets. */
export interface ChartMuseumSetting {
  readonly type: "chartmuseum";
  readonly url: string;
  readonly credentialsEnv?: string;
}

/** A place in an OCI registry; `url` is what stands before /<chart> in `helm pull`. */
export interface OCISetting {
  readonly type: "oci";
  readonly url: string;
  readonly credentialsEnv?: string;
  /** Plain http, which only an address of this machine may have. */
  readonly plainHTTP?: boolean;
}

/** One entry of `publish` in openim.yaml. */
export type PublishTarget = DirectorySetting | ChartMuseumSetting | OCISetting;

/** Schemes that an address of each type has. */
export const schemes = { directory: ["https:", "http:"], chartmuseum: ["https:", "http:"], oci: ["oci:"] } as const;

/** What is wrong with the address of a target. */
export type AddressFault = "address" | "password" | "plain-http";

/** What is wrong with an address, worst first; undefined when nothing is. A folder's own web address is only written down, so any will do. */
export function addressFault(type: PublishTarget["type"], address: string, plainHTTP = false): AddressFault | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // What is no address at all may still hold a password.
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(address)) return "password";
  if (url === undefined || url.hostname === "" || !(schemes[type] as readonly string[]).includes(url.protocol) || url.search !== "" || url.hash !== "") return "address";
  if (type === "oci" && !/^(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/.test(url.pathname)) return "address";
  if (type === "directory") return undefined;
  const plain = url.protocol === "http:" || plainHTTP;
  return plain && !isLoopback(url.hostname) ? "plain-http" : undefined;
}

/** True for names and addresses that never leave this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}

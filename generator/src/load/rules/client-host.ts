import { isIP } from "node:net";
import { diagnose } from "../../model/codes.ts";
import type { Diagnostic, Position } from "../../model/diagnostic.ts";

const example = /(^|\.)example\.(com|org|net)$/;
// `my` alone is no sign: it is a country, and many names begin with it.
export const placeholder =
  /[<>{}$_]|(^|[.-])(your|change-?me|placeholder|todo|xxx+|external-?ip|server-?ip|domain|hostname|my[.-]?(site|company|host|server|app|org))([.-]|$)|(^|\.)example$/i;
const loopback = /^(localhost|.*\.localhost|127(\.\d+){1,3}|0\.0\.0\.0|\[::1?\])$/;
const privateName = /(^|\.)(local|localdomain|internal|intranet|lan|corp|home|private|svc|test|invalid|arpa)$/;
const privateAddress = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|\[fe80)/i;

/** What is wrong with a host, in lower case, that every client must reach. In an intranet all clients know its private names. */
export function checkClientHost(host: string, intranet: boolean, position: Position | undefined): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  if (placeholder.test(host)) found.push(diagnose("url-placeholder", { host }, position));
  else if (loopback.test(host)) found.push(diagnose("url-loopback", { host }, position));
  else if (privateName.test(host) || privateAddress.test(host) || (!host.includes(".") && !host.startsWith("["))) {
    if (!intranet || /(^|\.)(svc|cluster\.local|invalid|arpa)$/.test(host)) found.push(diagnose("url-private", { host }, position));
  } else if (example.test(host)) found.push(diagnose("url-example", { host }, position));
  if (isIP(host.replace(/[[\]]/g, "")) !== 0 && !loopback.test(host)) found.push(diagnose("url-address", { host }, position));
  return found;
}

/*
 * Forms of texts that openim.yaml and the values of charts share, as regular expressions that both JSON Schema and Helm read:
 * what the one accepts, the other must not refuse.
 */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** A host name as routes and certificates have it: lower case and ASCII. */
export const hostForm = `${label}(\\.${label})*`;

/** A port from 1 to 65535. */
export const portForm = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

/** The public address: scheme and host, perhaps a port. */
export const publicURLForm = `^https?://(${hostForm}|\\[[0-9a-f:.]+\\])(:${portForm})?/?$`;

const octet = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
// What begins with digits and dots alone is an IPv4 address or a mistake: the last part of a name has a letter.
const serverForm = `([-_A-Za-z0-9]+\\.)*[-_0-9]*[A-Za-z][-_A-Za-z0-9]*\\.?`;

/** A server of a store: host:port, without a scheme. The host is a name, an IPv4 address, or an IPv6 address in brackets. */
export const addressForm = `^(${serverForm}|(${octet}\\.){3}${octet}|\\[[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F.]*\\]):${portForm}$`;

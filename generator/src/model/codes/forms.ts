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

const domain = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?";

/** A registry, as image names have it: a host, perhaps with a port and folders, or nothing. Only folders must be in small letters. */
export const registryForm = `^((${domain}(\\.${domain})*|\\[[0-9a-fA-F:.]+\\])(:${portForm})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)?$`;
export const registryTitle = "Write a host, perhaps with a port and a path in small letters, without a scheme and without a slash at the end.";

/** The name of a storage class; `-` for claims without one. */
export const storageClassForm = `^(${hostForm}|-)?$`;
export const storageClassTitle = "Write the name of a storage class, in small letters, or `-`.";

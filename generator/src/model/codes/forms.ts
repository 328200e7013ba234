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

/** A server of a store: host:port, without a scheme. */
export const addressForm = `^([^\\s/:]+|\\[[0-9a-fA-F:]+\\]):${portForm}$`;

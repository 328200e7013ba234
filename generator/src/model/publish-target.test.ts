import { describe, expect, it } from "vitest";
import { addressFault, isLoopback, type PublishTarget } from "./publish-target.ts";

const rows: readonly { readonly type: PublishTarget["type"]; readonly address: string; readonly plainHTTP?: boolean; readonly want: ReturnType<typeof addressFault> }[] = [
  { type: "chartmuseum", address: "https://charts.acme.io", want: undefined },
  { type: "chartmuseum", address: "https://charts.acme.io:8443/org/repo/", want: undefined },
  { type: "chartmuseum", address: "http://127.0.0.1:8080", want: undefined },
  { type: "chartmuseum", address: "http://[::1]:8080/x", want: undefined },
  { type: "chartmuseum", address: "http://charts.acme.io", want: "plain-http" },
  { type: "chartmuseum", address: "http://127.0.0.1.acme.io", want: "plain-http" },
  { type: "chartmuseum", address: "http://10.0.0.1", want: "plain-http" },
  { type: "chartmuseum", address: "https://me:word@charts.acme.io", want: "password" },
  { type: "chartmuseum", address: "http://me@charts.acme.io", want: "password" },
  { type: "chartmuseum", address: "https://me:a b@:x", want: "password" },
  { type: "chartmuseum", address: "oci://registry.acme.io/charts", want: "address" },
  { type: "chartmuseum", address: "charts.acme.io", want: "address" },
  { type: "chartmuseum", address: "https://charts.acme.io/?a=b", want: "address" },
  { type: "oci", address: "oci://registry.acme.io/charts", want: undefined },
  { type: "oci", address: "oci://registry.acme.io", want: undefined },
  { type: "oci", address: "oci://localhost:5000/charts", plainHTTP: true, want: undefined },
  { type: "oci", address: "oci://registry.acme.io:5000/charts", plainHTTP: true, want: "plain-http" },
  { type: "oci", address: "oci://registry.acme.io/Charts", want: "address" },
  { type: "oci", address: "https://registry.acme.io/charts", want: "address" },
  { type: "oci", address: "oci://", want: "address" },
  { type: "oci", address: "oci://me:word@registry.acme.io/charts", want: "password" },
  { type: "directory", address: "http://charts.acme.io", want: undefined },
  { type: "directory", address: "https://me:word@charts.acme.io", want: "password" },
];

describe("addressFault", () => {
  it.each(rows)("$type $address, plainHTTP $plainHTTP: $want", ({ type, address, plainHTTP, want }) => {
    expect(addressFault(type, address, plainHTTP)).toBe(want);
  });
});

describe("isLoopback", () => {
  it.each([["localhost", true], ["127.0.0.1", true], ["127.1.2.3", true], ["::1", true], ["[::1]", true], ["localhost.acme.io", false], ["128.0.0.1", false], ["0.0.0.0", false]])("%s: %s", (host, want) => {
    expect(isLoopback(host)).toBe(want);
  });
});

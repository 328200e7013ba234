import { describe, expect, it } from "vitest";
import { storedLogin } from "./logins.ts";

const auth = btoa("ann:s3cret:with:colons");
const login = { username: "ann", password: "s3cret:with:colons" };

describe("storedLogin", () => {
  it.each([
    { title: "as docker writes it", store: { auths: { "r.acme.io:5000": { auth } } }, host: "r.acme.io:5000", want: login },
    { title: "another port is another registry", store: { auths: { "r.acme.io": { auth } } }, host: "r.acme.io:5000", want: undefined },
    { title: "by address", store: { auths: { "https://r.acme.io/v2/": { auth } } }, host: "r.acme.io", want: login },
    { title: "Docker Hub", store: { auths: { "https://index.docker.io/v1/": { auth } } }, host: "docker.io", want: login },
    { title: "in clear", store: { auths: { "r.acme.io": { username: "ann", password: "p" } } }, host: "r.acme.io", want: { username: "ann", password: "p" } },
    { title: "an identity token", store: { auths: { "r.acme.io": { auth, identitytoken: "t" } } }, host: "r.acme.io", want: { identityToken: "t" } },
    { title: "a program for one registry", store: { credHelpers: { "r.acme.io": "gcloud" } }, host: "r.acme.io", want: { helper: "gcloud", server: "r.acme.io" } },
    { title: "a program for all", store: { auths: { "https://r.acme.io": {} }, credsStore: "pass" }, host: "r.acme.io", want: { helper: "pass", server: "https://r.acme.io" } },
    { title: "nothing", store: {}, host: "r.acme.io", want: undefined },
  ])("$title", ({ store, host, want }) => {
    expect(storedLogin(JSON.stringify(store), host)).toEqual(want);
  });

  it("has nothing without a file, and does not repeat what it cannot read", () => {
    expect(storedLogin(undefined, "r.acme.io")).toBeUndefined();
    expect(() => storedLogin('{"auths": s3cret', "r.acme.io")).toThrow(/^a login store that is not JSON$/);
  });
});

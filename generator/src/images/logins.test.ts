import { describe, expect, it } from "vitest";
import { storedLogins } from "./logins.ts";

const auth = btoa("ann:s3cret:with:colons");
const login = { username: "ann", password: "s3cret:with:colons" };

describe("storedLogins", () => {
  it.each([
    { title: "as docker writes it", store: { auths: { "r.acme.io:5000": { auth } } }, host: "r.acme.io:5000", want: [login] },
    { title: "another port is another registry", store: { auths: { "r.acme.io": { auth } } }, host: "r.acme.io:5000", want: [] },
    { title: "by address", store: { auths: { "https://r.acme.io/v2/": { auth } } }, host: "r.acme.io", want: [login] },
    { title: "Docker Hub", store: { auths: { "https://index.docker.io/v1/": { auth } } }, host: "docker.io", want: [login] },
    { title: "in clear", store: { auths: { "r.acme.io": { username: "ann", password: "p" } } }, host: "r.acme.io", want: [{ username: "ann", password: "p" }] },
    { title: "an identity token", store: { auths: { "r.acme.io": { auth, identitytoken: "t" } } }, host: "r.acme.io", want: [{ identityToken: "t" }] },
    { title: "a program for one registry", store: { credHelpers: { "r.acme.io": "gcloud" } }, host: "r.acme.io", want: [{ helper: "gcloud", server: "r.acme.io" }] },
    { title: "a program for all", store: { auths: { "https://r.acme.io": {} }, credsStore: "pass" }, host: "r.acme.io", want: [{ helper: "pass", server: "https://r.acme.io" }] },
    { title: "Docker Hub as Helm is told it", store: { auths: { "https://index.docker.io/v1/": { auth } } }, host: "registry-1.docker.io/acme", want: [login] },
    { title: "Docker Hub by a program", store: { credsStore: "pass" }, host: "docker.io", want: [{ helper: "pass", server: "https://index.docker.io/v1/" }] },
    { title: "a program, and what was there before it", store: { auths: { "r.acme.io": { auth } }, credsStore: "pass" }, host: "r.acme.io", want: [{ helper: "pass", server: "r.acme.io" }, login] },
    { title: "a name that is no program", store: { credsStore: "../x" }, host: "r.acme.io", want: [] },
    { title: "the longest place", store: { auths: { "r.acme.io": { auth: btoa("a:1") }, "r.acme.io/team": { auth }, "r.acme.io/other": { auth: btoa("b:2") } } }, host: "r.acme.io/team/charts", want: [login] },
    { title: "nothing", store: {}, host: "r.acme.io", want: [] },
  ])("$title", ({ store, host, want }) => {
    expect(storedLogins(JSON.stringify(store), host)).toEqual(want);
  });

  it("has nothing without a file, and does not repeat what it cannot read", () => {
    expect(storedLogins(undefined, "r.acme.io")).toEqual([]);
    expect(() => storedLogins('{"auths": s3cret', "r.acme.io")).toThrow(/^a login store that is not JSON$/);
  });
});

import { describe, expect, it } from "vitest";
import { parseChallenge } from "./challenge.ts";

describe("parseChallenge", () => {
  it.each([
    { given: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/mongo:pull,push"', want: { scheme: "bearer", realm: "https://auth.docker.io/token", service: "registry.docker.io", scope: "repository:library/mongo:pull,push" } },
    { given: "bearer realm=https://a.example/t, service=x", want: { scheme: "bearer", realm: "https://a.example/t", service: "x" } },
    { given: 'Basic realm="Registry", Bearer realm="https://a.example/t"', want: { scheme: "bearer", realm: "https://a.example/t" } },
    { given: 'Bearer realm="https://a.example/a\\"b"', want: { scheme: "bearer", realm: 'https://a.example/a"b' } },
    { given: 'Basic realm="Registry Realm"', want: { scheme: "basic" } },
    { given: 'Bearer service="no realm"', want: undefined },
    { given: "Negotiate", want: undefined },
    { given: "", want: undefined },
  ])("$given", ({ given, want }) => {
    expect(parseChallenge(given)).toEqual(want);
  });
});

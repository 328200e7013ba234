import { describe, expect, it } from "vitest";
import { environmentLogin, hiddenWords } from "./credentials.ts";

describe("environmentLogin", () => {
  it("takes the variables of the prefix alone", () => {
    const env = { OPENIM_PUBLISH_USERNAME: "a", OPENIM_PUBLISH_PASSWORD: "1", TEAM_USERNAME: "b", TEAM_PASSWORD: "2" };
    expect(environmentLogin("OPENIM_PUBLISH", env)).toEqual({ username: "a", password: "1" });
    expect(environmentLogin("TEAM", env)).toEqual({ username: "b", password: "2" });
    expect(environmentLogin("OTHER", env)).toBeUndefined();
  });

  it.each([
    { env: { TEAM_USERNAME: "a" }, want: "TEAM_PASSWORD is not set, and the other of the two is" },
    { env: { TEAM_PASSWORD: "1" }, want: "TEAM_USERNAME is not set, and the other of the two is" },
  ])("refuses half a login: $want", ({ env, want }) => {
    expect(() => environmentLogin("TEAM", env)).toThrow(want);
  });
});

describe("hiddenWords", () => {
  it("are every form that must not be seen", () => {
    expect(hiddenWords({ username: "u", password: "p" })).toEqual(["p", "dTpw"]);
    expect(hiddenWords({ identityToken: "t" })).toEqual(["t"]);
    expect(hiddenWords(undefined)).toEqual([]);
  });
});

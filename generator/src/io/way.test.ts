import { afterEach, describe, expect, it, vi } from "vitest";
import { wayTo } from "./way.ts";

const url = new URL("https://registry.test");
const proxied = (address: string, except = "") => {
  for (const [name, value] of Object.entries({ https_proxy: address, HTTPS_PROXY: "", no_proxy: except, NO_PROXY: "" })) vi.stubEnv(name, value);
  return wayTo(url);
};

describe("wayTo", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("is the same for the same proxy", () => {
    expect(proxied("http://127.0.0.1:3128")).toBe(proxied("http://127.0.0.1:3128"));
  });

  it("is another one for another proxy, other exceptions, or none", () => {
    const ways = [proxied("http://127.0.0.1:3128"), proxied("http://127.0.0.1:3129"), proxied("http://127.0.0.1:3128", "other.test"), proxied("")];
    expect(new Set(ways).size).toBe(4);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { helmRepositoryLogin } from "./chartmuseum-login.ts";

const folder = mkdtempSync(join(tmpdir(), "login-"));
const env = { HELM_CONFIG_HOME: folder };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("helmRepositoryLogin", () => {
  it("finds the repository by its address", () => {
    writeFileSync(join(folder, "repositories.yaml"), 'repositories:\n- name: a\n  url: https://charts.acme.io/\n  username: u\n  password: p\n- name: b\n  url: https://open.acme.io\n  username: ""\n');
    expect(helmRepositoryLogin("https://charts.acme.io", env)).toEqual({ username: "u", password: "p" });
    expect(helmRepositoryLogin("https://open.acme.io", env)).toBeUndefined();
    expect(helmRepositoryLogin("https://charts.acme.io.evil.io", env)).toBeUndefined();
  });

  it("finds nothing in a file that is none", () => {
    writeFileSync(join(folder, "repositories.yaml"), "{ not: [yaml");
    expect(helmRepositoryLogin("https://charts.acme.io", env)).toBeUndefined();
    expect(helmRepositoryLogin("https://charts.acme.io", { HELM_CONFIG_HOME: join(folder, "nowhere") })).toBeUndefined();
  });
});

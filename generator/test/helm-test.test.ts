import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { fakeCredentials, fakeOpenIM, type Fault } from "./helpers/fake-openim.ts";

const script = join(import.meta.dirname, "../templates/umbrella/scripts/message.sh");

/** The program of `helm test`, with pauses that are over at once, against a small OpenIM. */
async function run(faults: readonly Fault[], { chat = true, hasty = false }: { readonly chat?: boolean; readonly hasty?: boolean } = {}): Promise<{ readonly exitCode: number | undefined; readonly stdout: string }> {
  const fake = await fakeOpenIM({ faults });
  const env = {
    PATH: process.env["PATH"] ?? "",
    API: fake.inside.api,
    GATEWAY: fake.inside.gateway,
    ADMIN: fakeCredentials.imAdmin,
    SECRET: fakeCredentials.imSecret,
    ...(chat ? { CHAT: fake.inside.chat, ADMIN_API: fake.inside.adminApi, SUPER_CODE: fakeCredentials.superCode, ADMIN_ACCOUNT: fakeCredentials.adminAccount } : {}),
  };
  // Pauses are short at first, and longer with each try. Whoever waits in vain has tried often enough after the fifth.
  const shell = `sleep() { command sleep "0.$(printf %03d $((tries < 6 ? 5 << tries : 500)))"; ${hasty ? "[ $tries -lt 5 ] || tries=60; " : ""}}; . "$0"`;
  const { exitCode, stdout } = await execa("sh", ["-c", shell, script], { env, extendEnv: false, reject: false });
  await fake.close();
  return { exitCode, stdout };
}

describe("the program of helm test", () => {
  it("passes where everything works", async () => {
    const { exitCode, stdout } = await run([]);
    expect([exitCode, stdout.split("\n").map((line) => line.split(";")[0])]).toEqual([
      0,
      [
        "ok   administrator's token",
        "ok   refused: IM secret openIM123",
        "ok   chat administrator logs in",
        "ok   refused: administrator chatAdmin",
        "ok   refused: verification code 666666",
        "ok   one registers and logs in",
        "ok   two registers and logs in",
        "ok   two comes back and finds what was written meanwhile",
        "ok   both connected, the message is pushed",
        "ok   the group's message is pushed",
        "PASS two people talk",
      ],
    ]);
  });

  it("does not ask for the first password once it was changed", async () => {
    const { exitCode, stdout } = await run(["admin-password", "no-group"]);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining("ok   chat administrator has another password than the first\n")]);
  });

  it("does without chat where that is not included", async () => {
    const { exitCode, stdout } = await run([], { chat: false });
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining("chat")]);
    expect(stdout).toContain("PASS");
  });

  const rows: readonly { readonly fault: Fault; readonly says: string }[] = [
    { fault: "wrong-secret", says: "/auth/get_admin_token: " },
    { fault: "default-secret", says: "FAIL accepted, and everybody knows it: IM secret openIM123" },
    { fault: "default-admin", says: "FAIL accepted, and everybody knows it: administrator chatAdmin" },
    { fault: "default-code", says: "FAIL accepted, and everybody knows it: verification code 666666" },
    { fault: "wrong-code", says: "/account/register: " },
    { fault: "login-refused", says: "/account/login: " },
    { fault: "not-stored", says: "FAIL two does not find what was written while away" },
    { fault: "token-refused", says: "FAIL the gateway refuses one: " },
    { fault: "silent-gateway", says: "FAIL one cannot connect to http" },
    { fault: "no-upgrade", says: "FAIL one cannot connect to http" },
    { fault: "not-pushed", says: "FAIL accepted, but not pushed to two: hello" },
    { fault: "no-group", says: "/group/create_group: " },
    { fault: "not-in-database", says: "FAIL pushed, but not in the database" },
  ];
  it.each(rows)("fails for $fault", async ({ fault, says }) => {
    const { exitCode, stdout } = await run([fault], { hasty: /^not-|gateway|upgrade/.test(fault) });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(says)]);
    expect(stdout).not.toMatch(/^PASS/m);
  });
});

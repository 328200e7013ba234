import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

/** A secret key of its own keyring, for one test. */
export interface ThrowAwayKey {
  readonly fingerprint: string;
  /** Its public half, in the form that Helm reads. */
  readonly keyring: string;
  /** What a program needs to sign with it: the keyring, and the file with the passphrase. */
  readonly env: { readonly GNUPGHOME: string; readonly OPENIM_SIGN_PASSPHRASE_FILE: string };
  readonly remove: () => Promise<void>;
}

export const passphrase = "not a real phrase";

/** A keyring whose passphrase is no secret: to make it hard to guess takes gpg fifty times as long as to sign. */
export function quickKeyring(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, "gpg-agent.conf"), "s2k-count 1024\n");
}

/** Undefined without gpg, which is a failure in CI and elsewhere one loud line. */
export async function throwAwayKey(): Promise<ThrowAwayKey | undefined> {
  const home = mkdtempSync(join(tmpdir(), "gpg-"));
  quickKeyring(home);
  const gpg = async (...args: readonly string[]) => execa("gpg", ["--batch", ...args], { env: { GNUPGHOME: home }, reject: false });
  const made = await gpg("--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-generate-key", "Throw Away <key@example.com>", "rsa2048", "sign", "never");
  if (made.exitCode !== 0) {
    rmSync(home, { recursive: true, force: true });
    if (process.env["CI"]) throw new Error(`gpg makes no key: ${made.stderr || made.shortMessage}`);
    console.warn("\n!!! gpg is missing: signing is NOT TESTED\n");
    return undefined;
  }
  const listed = await gpg("--with-colons", "--list-secret-keys");
  const keyring = join(home, "public.gpg");
  await gpg("--export", "--output", keyring);
  const phrase = join(home, "phrase");
  writeFileSync(phrase, `${passphrase}\n`);
  return {
    fingerprint: /^fpr:+([0-9A-F]+):/m.exec(listed.stdout)?.[1] ?? "",
    keyring,
    env: { GNUPGHOME: home, OPENIM_SIGN_PASSPHRASE_FILE: phrase },
    remove: async () => {
      await execa("gpgconf", ["--kill", "all"], { env: { GNUPGHOME: home }, reject: false });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

import { readFile } from "node:fs/promises";
import { execa } from "execa";

/** Signs a text so that it stays readable, as provenance files are. */
export type Sign = (message: string) => Promise<string>;

/** A key of the user's keyring that can sign. */
export interface Signer {
  readonly fingerprint: string;
  readonly owner: string;
  readonly sign: Sign;
}

/** Why signing is not possible. `missing` when there is no gpg at all. */
export interface SignerFault {
  readonly reason: string;
  readonly missing: boolean;
}

/**
 * Prepares signing with a secret key of the user's own keyring, by gpg: keys stay where maintainers keep them, on a smart card
 * too, and neither the key nor its passphrase passes through this program's arguments. The passphrase comes from gpg-agent, or
 * where nobody can type one from the variable OPENIM_SIGN_PASSPHRASE or the file that OPENIM_SIGN_PASSPHRASE_FILE names.
 *
 * @param key anything by which gpg finds exactly one secret key: best its fingerprint
 */
export async function signer(key: string, env: NodeJS.ProcessEnv): Promise<Signer | SignerFault> {
  const listed = await execa("gpg", ["--batch", "--with-colons", "--list-secret-keys", "--", key], { env, reject: false });
  if (listed.code === "ENOENT") return { missing: true, reason: "gpg is not on PATH" };
  const rows = listed.stdout.split("\n").map((line) => line.split(":"));
  const keys = rows.flatMap((row, i) => (row[0] === "sec" ? [rows.slice(i)] : []));
  if (keys.length !== 1) {
    const found = keys.map((k) => value(k, "fpr")).join(", ");
    return { missing: false, reason: keys.length === 0 ? `gpg has no secret key for ${key}` : `${key} means several secret keys: ${found}; name one by its fingerprint` };
  }
  const [own = []] = keys;
  const passphrase = await readPassphrase(env);
  if ("reason" in passphrase) return { missing: false, ...passphrase };
  const fingerprint = value(own, "fpr");
  return { fingerprint, owner: value(own, "uid"), sign: (message) => clearSign(message, fingerprint, passphrase.text, env) };
}

function value(rows: readonly (readonly string[])[], type: string): string {
  return rows.find((row) => row[0] === type)?.[9] ?? "";
}

async function readPassphrase(env: NodeJS.ProcessEnv): Promise<{ readonly text: string | undefined } | { readonly reason: string }> {
  if (env["OPENIM_SIGN_PASSPHRASE"] !== undefined) return { text: env["OPENIM_SIGN_PASSPHRASE"] };
  const file = env["OPENIM_SIGN_PASSPHRASE_FILE"];
  if (file === undefined) return { text: undefined };
  try {
    return { text: (await readFile(file, "utf8")).replace(/\r?\n$/, "") };
  } catch {
    return { reason: `the file that OPENIM_SIGN_PASSPHRASE_FILE names cannot be read: ${file}` };
  }
}

async function clearSign(message: string, fingerprint: string, passphrase: string | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  const given = passphrase === undefined ? [] : ["--pinentry-mode", "loopback", "--passphrase-fd", "3"];
  const result = await execa("gpg", ["--batch", "--no-tty", "--quiet", ...given, "--local-user", fingerprint, "--digest-algo", "SHA512", "--armor", "--clearsign", "--output", "-"], {
    env,
    reject: false,
    stripFinalNewline: false,
    stdio: [[message].values(), "pipe", "pipe", ...(passphrase === undefined ? [] : [[`${passphrase}\n`].values()])],
  });
  if (result.exitCode === 0 && typeof result.stdout === "string") return result.stdout;
  const said = String(result.stderr).split("\n").filter((line) => line !== "").at(-1) ?? "it failed";
  throw new Error(`gpg cannot sign with ${fingerprint}: ${said.replace(/^gpg: /, "")}`);
}
